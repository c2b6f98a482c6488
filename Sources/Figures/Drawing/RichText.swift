// SPDX-License-Identifier: MIT

/// A label with raised and lowered parts, written as `σ^{2}`, `x_{i}` or with the signs of Unicode.
enum RichText {
  struct Part: Equatable {
    var text: String
    var level = Level.base
  }

  enum Level: Equatable {
    case base
    case raised
    case lowered
  }

  /// How large raised and lowered letters are beside the others, and how far they are moved, in letters.
  static let smallness = 0.72
  static let shift = 0.36

  /// The parts of a label in their order.
  static func parts(_ line: String) -> [Part] {
    guard line.contains("{") else { return [Part(text: line)] }
    var parts: [Part] = []
    var plain = ""
    var rest = Substring(line)
    while let sign = rest.first {
      if let level = level(sign), rest.dropFirst().first == "{",
        let end = rest.firstIndex(of: "}")
      {
        if !plain.isEmpty { parts.append(Part(text: plain)) }
        plain = ""
        let start = rest.index(rest.startIndex, offsetBy: 2)
        if start < end { parts.append(Part(text: String(rest[start..<end]), level: level)) }
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append(sign)
        rest = rest.dropFirst()
      }
    }
    return plain.isEmpty ? parts : parts + [Part(text: plain)]
  }

  private static func level(_ sign: Character) -> Level? {
    sign == "^" ? .raised : sign == "_" ? .lowered : nil
  }

  /// The label where only one line of letters is to be had.
  static func plain(_ line: String) -> String {
    parts(line).map { part in
      switch part.level {
      case .base: part.text
      case .raised: "^" + part.text
      case .lowered: "_" + part.text
      }
    }.joined()
  }

  /// The lines of a text that is no wider than given, broken between words.
  static func wrapped(_ text: String, width: Double, size: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ").map(String.init) {
      if let line = lines.last, TextMetrics.width(line + " " + word, size: size) <= width {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
