// SPDX-License-Identifier: MIT
import SessionWire

/// Reads SourceKit's proposals.
enum CompletionReader {
  /// One proposal that begins with what is typed, or nil.
  static func item(_ answer: SourceKitAnswer, prefix: String) -> CompletionItem? {
    guard let source = answer.text("key.sourcetext"), let name = answer.text("key.description")
    else { return nil }
    let text = insertable(source)
    guard !text.isEmpty, text.hasPrefix(prefix), !isInternal(text) else { return nil }
    let type = answer.text("key.typename") ?? ""
    return CompletionItem(
      text: text, kind: kind(answer.name("key.kind") ?? ""),
      signature: CellNames.stripped(type.isEmpty ? name : "\(name) -> \(type)"))
  }

  /// What to insert: the name without its arguments, or a label with its colon.
  private static func insertable(_ source: String) -> String {
    let name = source.prefix { $0 != "(" && $0 != "<" }
    // Operators begin with what ends other names; labels end in a space that nobody wants to delete.
    let text = name.isEmpty ? source.prefix { $0 != "#" } : name
    return String(text).trimmingTrailingSpaces
  }

  private static func isInternal(_ text: String) -> Bool {
    text.hasPrefix("Lectern") || text.hasPrefix("MarkerLectern") || text.hasPrefix("lecternResult")
      || text.hasPrefix("__")
  }

  /// SourceKit's kind in the words that front ends have icons for.
  private static func kind(_ name: String) -> String {
    let words = name.split(separator: ".")
    guard words.contains("decl") else {
      return words.last == "keyword" ? "keyword" : "text"
    }
    switch words.last {
    case "class", "struct", "enum", "actor", "typealias", "associatedtype": return "class"
    case "protocol": return "interface"
    case "module": return "module"
    case "enumelement": return "enum"
    case "macro": return "function"
    default: break
    }
    if words.contains("var") { return words.contains("instance") ? "property" : "instance" }
    return words.contains("function") ? "function" : "text"
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmingTrailingSpaces: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
