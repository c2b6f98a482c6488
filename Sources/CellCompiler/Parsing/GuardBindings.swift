// SPDX-License-Identifier: MIT
import SwiftSyntax

/// Names that a top-level `guard let` binds.
///
/// The language keeps them out of the module's interface, so the rewriter turns each into a variable.
enum GuardBindings {
  /// One bound name.
  struct Binding {
    /// The statement.
    var statement: GuardStmtSyntax
    /// The name's token.
    var name: TokenSyntax
    /// `let` or `var`.
    var keyword: String
    /// Where the binding has no value of its own (`guard let x else`), which means that of the same name.
    var isShorthand: Bool
    /// Where the name starts to mean the new variable.
    var scopeStart: Int
    /// Uses of the name in the conditions after it.
    var laterUses: [DeclReferenceExprSyntax]
  }

  /// The names that a cell's top-level statements bind, in order.
  static func topLevel(of tree: SourceFileSyntax) -> [Binding] {
    tree.statements.flatMap { item in
      guard case .stmt(let statement) = item.item, let guarded = statement.as(GuardStmtSyntax.self)
      else { return [Binding]() }
      return bindings(of: guarded)
    }
  }

  /// The names that a statement binds, in order.
  static func bindings(of statement: GuardStmtSyntax) -> [Binding] {
    let conditions = Array(statement.conditions)
    return conditions.indices.compactMap { index in
      guard let optional = conditions[index].condition.as(OptionalBindingConditionSyntax.self),
        let pattern = optional.pattern.as(IdentifierPatternSyntax.self)
      else { return nil }
      return Binding(
        statement: statement, name: pattern.identifier, keyword: optional.bindingSpecifier.text,
        isShorthand: optional.initializer == nil,
        scopeStart: conditions[index].endPositionBeforeTrailingTrivia.utf8Offset,
        laterUses: conditions[(index + 1)...].flatMap {
          References.uses(of: pattern.identifier.text, in: $0)
        })
    }
  }
}
