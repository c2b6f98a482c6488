// SPDX-License-Identifier: MIT

/// What stands behind a directive's name.
struct DirectiveArguments: Equatable {
  private let kind: Directive.Kind
  private let text: String

  init(_ text: some StringProtocol, of kind: Directive.Kind) {
    self.kind = kind
    self.text = text.trimmingSpaces
  }

  /// The words; quotation marks keep spaces within a word.
  var words: [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
        word = word ?? ""
      } else if character.isWhitespace && !isQuoted {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }

  /// Accepts no argument at all.
  func none() throws(DirectiveError.Reason) {
    guard text.isEmpty else { throw .arguments(kind, "takes no arguments") }
  }

  /// The whole line, which must not be empty.
  func line() throws(DirectiveError.Reason) -> String {
    guard !text.isEmpty else { throw .arguments(kind, "needs \(kind.usage)") }
    return text
  }

  /// The only word.
  func one() throws(DirectiveError.Reason) -> String {
    guard let first = words.first, !first.isEmpty else {
      throw .arguments(kind, "needs \(kind.usage)")
    }
    guard words.count == 1 else {
      throw .arguments(kind, "takes one name; put one with spaces between quotation marks")
    }
    return first
  }

  /// One of a few words.
  func choice<Value>(of values: [String: Value]) throws(DirectiveError.Reason) -> Value {
    guard let value = values[text] else {
      let words = values.keys.filter { !$0.isEmpty }.sorted().map { "`\($0)`" }
      throw .arguments(kind, "takes \(words.joined(separator: " or "))")
    }
    return value
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmingSpaces: String {
    let head = drop(while: \.isWhitespace)
    return String(head.prefix(head.count - head.reversed().prefix(while: \.isWhitespace).count))
  }
}
