// SPDX-License-Identifier: MIT

/// A line that was meant as a directive and is none.
struct DirectiveError: Error, Equatable {
  /// What is wrong.
  enum Reason: Error, Equatable {
    case unknown(name: String)
    /// Below the cell's first line of code.
    case misplaced
    case arguments(Directive.Kind, String)
  }

  let reason: Reason
  /// The line, from 1, and its text.
  let line: Int
  let text: String

  /// What is wrong and what to write instead.
  var description: String {
    switch reason {
    case .unknown(let name):
      "there is no directive `\(name)`. \(proposal(for: name))"
    case .misplaced:
      "a directive stands above a cell's code, with nothing but comments before it. "
        + "Move this line to the top, or write `// %` for a comment."
    case .arguments(let kind, let complaint): "`\(kind.rawValue)` \(complaint): `\(kind.line)`."
    }
  }

  private func proposal(for name: String) -> String {
    let nearest = Directive.Kind.allCases.map { ($0, $0.rawValue.distance(to: name)) }
      .min { $0.1 < $1.1 }
    if let (kind, distance) = nearest, distance <= 2 { return "Did you mean `\(kind.line)`?" }
    let names = Directive.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return "There are \(names); `//% help` explains them."
  }

  /// The error as the cell shows it.
  func error(label: String) -> CellError {
    let column = text.prefix(while: \.isWhitespace).count + 1
    let excerpt = SourceExcerpt(
      label: label, line: line, column: column, length: text.trimmingSpaces.count, text: text)
    return CellError(name: "DirectiveError", value: description, details: excerpt.lines)
  }
}

extension String {
  /// How many letters must be changed, added or taken away to make the other word of this one.
  func distance(to other: String) -> Int {
    let letters = Array(other.lowercased())
    var row = Array(0...letters.count)
    for (index, letter) in lowercased().enumerated() {
      var previous = row[0]
      row[0] = index + 1
      for column in letters.indices {
        let replaced = previous + (letters[column] == letter ? 0 : 1)
        previous = row[column + 1]
        row[column + 1] = Swift.min(replaced, row[column] + 1, previous + 1)
      }
    }
    return row[letters.count]
  }
}
