// SPDX-License-Identifier: MIT
import SwiftSyntax

extension CellSyntax {
  /// The last statement, where its value is to be shown: an expression without a semicolon behind it.
  var trailingExpression: ExprSyntax? {
    guard let last = tree.statements.last, last.semicolon == nil else { return nil }
    switch last.item {
    case .expr(let expression): return Self.hasValue(expression) ? expression : nil
    case .stmt(let statement):
      guard let expression = statement.as(ExpressionStmtSyntax.self)?.expression,
        Self.hasValue(expression)
      else { return nil }
      return expression
    case .decl: return nil
    @unknown default: return nil
    }
  }

  /// Whether the shown expression is an `if` or `switch`, which is a value only when its branches agree.
  var endsInChoice: Bool {
    guard let expression = trailingExpression else { return false }
    return expression.is(IfExprSyntax.self) || expression.is(SwitchExprSyntax.self)
  }

  /// Whether an expression may stand behind `let x =`.
  private static func hasValue(_ expression: ExprSyntax) -> Bool {
    if let choice = expression.as(IfExprSyntax.self) { return hasValue(choice) }
    if let choice = expression.as(SwitchExprSyntax.self) {
      return choice.cases.allSatisfy { element in
        guard case .switchCase(let branch) = element else { return false }
        return isSingleValue(branch.statements)
      }
    }
    return !isAssignment(expression)
  }

  private static func hasValue(_ choice: IfExprSyntax) -> Bool {
    guard isSingleValue(choice.body.statements), let rest = choice.elseBody else { return false }
    switch rest {
    case .codeBlock(let block): return isSingleValue(block.statements)
    case .ifExpr(let next): return hasValue(next)
    @unknown default: return false
    }
  }

  /// Branches of an `if` or `switch` expression hold one value each, or leave by `throw`.
  private static func isSingleValue(_ items: CodeBlockItemListSyntax) -> Bool {
    guard items.count == 1, let only = items.first else { return false }
    switch only.item {
    case .expr(let expression): return hasValue(expression)
    case .stmt(let statement):
      if let inner = statement.as(ExpressionStmtSyntax.self) { return hasValue(inner.expression) }
      return statement.is(ThrowStmtSyntax.self)
    case .decl: return false
    @unknown default: return false
    }
  }

  private static func isAssignment(_ expression: ExprSyntax) -> Bool {
    if let sequence = expression.as(SequenceExprSyntax.self) {
      return sequence.elements.contains { element in
        element.is(AssignmentExprSyntax.self) || isCompoundAssignment(element)
      }
    }
    if let attempt = expression.as(TryExprSyntax.self) { return isAssignment(attempt.expression) }
    if let waiting = expression.as(AwaitExprSyntax.self) { return isAssignment(waiting.expression) }
    return false
  }

  /// `x += 1` has the value `()`; knowing it spares the compiler a useless constant.
  private static func isCompoundAssignment(_ element: ExprSyntax) -> Bool {
    guard let symbol = element.as(BinaryOperatorExprSyntax.self)?.operator.text else {
      return false
    }
    return symbol.hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!==", "~="].contains(symbol)
  }
}
