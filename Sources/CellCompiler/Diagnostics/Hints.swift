// SPDX-License-Identifier: MIT
import SessionWire

/// What the compiler's messages leave unsaid to somebody who comes from Python, or works in a notebook.
enum Hints {
  /// The hints for an error, as notes without a place.
  static func hints(for error: Diagnostic, identifier: String) -> [Diagnostic] {
    guard error.severity == .error else { return [] }
    let text = text(message: error.message, identifier: identifier)
    return text.map { [Diagnostic(severity: .note, message: $0)] } ?? []
  }

  private static func text(message: String, identifier: String) -> String? {
    if identifier == "redundant_conformance" {
      return
        "an earlier cell already declares this conformance: run the type's own cell again first"
    }
    if let match = message.wholeMatch(of: /cannot find '(\w+)' in scope/) {
      return pythonNames[String(match.output.1)]
    }
    if message.contains("RandomNumberGenerator' could not be inferred") {
      return "randomness is an argument: var rng = PCG32(seed: 7), and then using: &rng"
    }
    if message.hasPrefix("expected '{' to start the body") {
      return "a block stands between braces: for i in 0..<3 { print(i) }"
    }
    return operands(message) ?? concatenation(message)
  }

  /// What Swift calls something that Python's users look for first.
  private static let pythonNames = [
    "range": "Swift counts by ranges: 0..<n without n, 0...n with it",
    "len": "a collection knows its length: values.count",
    "None": "Swift's word for no value is nil",
    "True": "Swift writes true", "False": "Swift writes false",
    "str": "Swift's text is a String: String(x), or \"\\(x)\" within a text",
    "np": "arrays of numbers are Tensors, which import Generative brings",
    "plt": "a figure is a Plot { … }, which import Generative brings",
    "elif": "Swift writes else if",
  ]

  /// Beside a text the compiler takes the other value for a collection, and asks for what no reader thinks of.
  private static func concatenation(_ message: String) -> String? {
    let pattern = /operator function '(.+)' requires that '(.+)' conform to 'Sequence'/
    guard let (_, symbol, type) = message.wholeMatch(of: pattern)?.output else { return nil }
    return "there is no \(symbol) between a \(type) and the value on its other side"
  }

  private static let numbers: Set<Substring> = ["Int", "Float", "Double", "UInt8", "CGFloat"]

  private static func operands(_ message: String) -> String? {
    let pattern = /binary operator '(.+)' cannot be applied to operands of type '(.+)' and '(.+)'/
    guard let (_, symbol, left, right) = message.wholeMatch(of: pattern)?.output else { return nil }
    if symbol == "+", left == "String" || right == "String" {
      return "put a value into a text by \\(…): \"n = \\(n)\""
    }
    guard left != right, numbers.contains(left), numbers.contains(right) else { return nil }
    let wide = left == "Int" ? right : left
    return "Swift converts no numbers by itself: write \(wide)(…) around the other one"
  }
}
