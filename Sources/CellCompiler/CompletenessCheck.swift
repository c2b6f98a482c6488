// SPDX-License-Identifier: MIT
package import SessionWire
import SwiftDiagnostics
import SwiftParser
import SwiftParserDiagnostics
import SwiftSyntax

/// Tells whether a text is a whole cell, for consoles that must know what Return means.
package enum CompletenessCheck {
  /// Judges a text.
  package static func completeness(of source: String) -> Completeness {
    let tree = Parser.parse(source: source)
    if isOpen(source, tree) { return .incomplete(indent: indent(after: source)) }
    if tree.hasError && hasMistake(tree, in: source) { return .invalid }
    return .complete
  }

  /// Whether the text stops in the middle of something.
  private static func isOpen(_ source: String, _ tree: SourceFileSyntax) -> Bool {
    let nesting = Nesting(source)
    if nesting.isUnterminated { return true }
    if nesting.depth < 0 || nesting.isMismatched { return false }
    if nesting.depth > 0 { return true }
    guard let last = lastToken(of: tree) else { return false }
    switch last.tokenKind {
    case .equal, .comma, .arrow, .colon, .period, .atSign: return true
    case .binaryOperator: return true
    case .keyword(let word): return Self.openKeywords.contains(word)
    default: return tree.hasError && expectsMore(tree, in: source)
    }
  }

  private static let openKeywords: Set<Keyword> = [
    .let, .var, .func, .struct, .class, .enum, .protocol, .extension, .import, .if, .guard, .for,
    .while, .in, .return, .try, .await, .else, .switch, .where, .as, .is, .actor, .typealias,
  ]

  private static func lastToken(of tree: SourceFileSyntax) -> TokenSyntax? {
    tree.statements.last?.lastToken(viewMode: .sourceAccurate)
      ?? tree.lastToken(viewMode: .sourceAccurate)
  }

  /// Whether all that the parser misses is missed at the very end, as after `if x > 0` or `func f()`.
  private static func expectsMore(_ tree: SourceFileSyntax, in source: String) -> Bool {
    let end = trimmedLength(source)
    let diagnostics = ParseDiagnosticsGenerator.diagnostics(for: tree)
    return !diagnostics.isEmpty
      && diagnostics.allSatisfy { $0.position.utf8Offset >= end && $0.message.expectsSomething }
  }

  private static func hasMistake(_ tree: SourceFileSyntax, in source: String) -> Bool {
    !ParseDiagnosticsGenerator.diagnostics(for: tree).allSatisfy {
      $0.diagMessage.severity != .error
    }
  }

  private static func trimmedLength(_ source: String) -> Int {
    let bytes = Array(source.utf8)
    let last = bytes.lastIndex { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    return last.map { $0 + 1 } ?? 0
  }

  /// Two spaces for each bracket that is open at the end of the text.
  private static func indent(after source: String) -> String {
    String(repeating: "  ", count: max(Nesting(source).depth, 0))
  }
}

extension String {
  fileprivate var expectsSomething: Bool { hasPrefix("expected") }
}
