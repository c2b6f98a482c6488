// SPDX-License-Identifier: MIT

/// A type that says what a value is in fewer words than its description.
package protocol BriefText {
  /// The value in a few words.
  var briefText: String { get }
}

extension ValueText {
  /// How many characters a brief text has at most.
  package static let briefLimit = 60

  /// The value in one short line.
  package static func brief(_ value: Any) -> String {
    let text = start(of: value, bytes: briefLimit * 2 / 3)
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > briefLimit ? words.prefix(briefLimit - 1) + "…" : words
  }

  /// The name of a type with the language's short forms: `[Int]`, `[String: Int]`, `Int?`.
  package static func readableTypeName<T: ~Copyable & ~Escapable>(_ type: T.Type) -> String {
    ShortTypeName.text(of: typeName(type))
  }
}

/// Rewrites the names of generic types in the language's short forms.
private enum ShortTypeName {
  /// Innermost types first; those that keep their angles get other ones meanwhile.
  static func text(of name: String) -> String {
    var text = Array(name)
    while let end = text.indices.first(where: { isClosing($0, in: text) }),
      let start = text[..<end].lastIndex(of: "<")
    {
      let first = text[..<start].lastIndex { !isNamePart($0) }.map { $0 + 1 } ?? 0
      let short = form(String(text[first..<start]), arguments(text[(start + 1)..<end]))
      text.replaceSubrange(first...end, with: short)
    }
    return String(text).replacing("⟨", with: "<").replacing("⟩", with: ">")
  }

  private static func isClosing(_ index: Int, in text: [Character]) -> Bool {
    text[index] == ">" && index > 0 && text[index - 1] != "-"
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  /// The parts between commas that stand in no brackets.
  private static func arguments(_ text: ArraySlice<Character>) -> [String] {
    var (parts, depth) = ([""], 0)
    for character in text {
      if "([⟨".contains(character) { depth += 1 }
      if ")]⟩".contains(character) { depth -= 1 }
      if character == "," && depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { String($0.drop { $0 == " " }) }
  }

  private static func form(_ name: String, _ arguments: [String]) -> String {
    switch (name, arguments.count) {
    case ("Array", 1): return "[\(arguments[0])]"
    case ("Dictionary", 2): return "[\(arguments[0]): \(arguments[1])]"
    case ("Optional", 1):
      let isPlain = arguments[0].allSatisfy(isNamePart) || arguments[0].hasPrefix("[")
      return isPlain ? "\(arguments[0])?" : "(\(arguments[0]))?"
    default: return "\(name)⟨\(arguments.joined(separator: ", "))⟩"
    }
  }
}
