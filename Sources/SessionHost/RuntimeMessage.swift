// SPDX-License-Identifier: MIT
import Display

/// Makes a message for people of what the runtime reports before a trap.
enum RuntimeMessage {
  private static let kinds = ["Fatal error", "Precondition failed", "Assertion failed"]

  /// The report without its source location, addresses of metadata and the modules of cells.
  static func text(of report: String) -> String {
    var text = Substring(report)
    while text.last?.isWhitespace == true { text.removeLast() }
    if !kinds.contains(where: text.hasPrefix) { text = withoutLocation(text) }
    // An access conflict is followed by a stack in raw addresses.
    if text.hasPrefix("Simultaneous accesses to") {
      return "Fatal error: Simultaneous accesses, but modification requires exclusive access"
    }
    return CellNames.strip(withoutAddresses(text))
  }

  /// Drops the first `file:line: `.
  private static func withoutLocation(_ text: Substring) -> Substring {
    var start = text.startIndex
    while let colon = text[start...].firstIndex(of: ":") {
      let rest = text[text.index(after: colon)...]
      let digits = rest.prefix(while: \.isNumber)
      if !digits.isEmpty, rest[digits.endIndex...].hasPrefix(": ") {
        return rest[digits.endIndex...].dropFirst(2)
      }
      start = text.index(after: colon)
    }
    return text
  }

  /// Drops each ` (0x…)`.
  private static func withoutAddresses(_ text: Substring) -> String {
    var result = ""
    var rest = text
    while let start = rest.firstIndex(of: "(") {
      let inner = rest[start...].dropFirst()
      let tail = inner.dropFirst(2).drop(while: \.isHexDigit)
      let isAddress = inner.hasPrefix("0x") && tail.first == ")"
      result += rest[..<start]
      if isAddress, result.last == " " { result.removeLast() }
      if !isAddress { result.append("(") }
      rest = isAddress ? tail.dropFirst() : inner
    }
    return result + rest
  }
}
