// SPDX-License-Identifier: MIT
package import SessionWire
import SwiftDiagnostics
import SwiftParser
import SwiftParserDiagnostics
import SwiftSyntax

/// Tells whether a text is a whole cell, from its syntax alone.
package enum CompletenessCheck {
  /// Whether the text is whole, or more may make it so, or nothing can.
  package static func check(_ source: String) -> Completeness {
    let text = TextShape(source)
    if text.isInOpenComment { return .incomplete(indent: text.lastIndent) }
    if text.isInOpenLine { return .invalid }
    let tree = Parser.parse(source: source)
    let errors = ParseDiagnosticsGenerator.diagnostics(for: tree).filter {
      $0.diagMessage.severity == .error
    }
    guard errors.isEmpty else {
      let end = text.contentEnd
      let canBeMended = errors.allSatisfy { $0.position.utf8Offset >= end }
      return canBeMended ? .incomplete(indent: Indentation(text, tree).next) : .invalid
    }
    return isHeadOnly(tree) ? .incomplete(indent: text.lastIndent) : .complete
  }

  /// Whether the last statement is a function without its body, which only a protocol may have.
  private static func isHeadOnly(_ tree: SourceFileSyntax) -> Bool {
    guard case .decl(let declaration) = tree.statements.last?.item else { return false }
    if let function = declaration.as(FunctionDeclSyntax.self) { return function.body == nil }
    return false
  }
}
