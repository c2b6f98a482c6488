// SPDX-License-Identifier: MIT
import SwiftSyntax

/// The expression at a cell's end whose value is the cell's result.
struct TrailingExpression {
  /// The expression.
  let expression: ExprSyntax
  /// Whether it is an `if` or `switch`, which may be meant as a statement.
  let isBranching: Bool

  /// Finds the cell's trailing expression.
  ///
  /// There is none after a final `;`, for statements and assignments, and for an `if` or `switch` that is no
  /// expression because a branch is missing or does more than one thing.
  init?(of tree: SourceFileSyntax) {
    guard !tree.hasError, let last = tree.statements.last, last.semicolon == nil else { return nil }
    switch last.item {
    case .expr(let found): expression = found
    case .stmt(let statement):
      guard let found = statement.as(ExpressionStmtSyntax.self) else { return nil }
      expression = found.expression
    default: return nil
    }
    isBranching = expression.is(IfExprSyntax.self) || expression.is(SwitchExprSyntax.self)
    guard Self.hasValue(expression) else { return nil }
  }

  private static func hasValue(_ expression: ExprSyntax) -> Bool {
    if let condition = expression.as(IfExprSyntax.self) { return hasValue(condition) }
    if let choice = expression.as(SwitchExprSyntax.self) {
      return choice.cases.allSatisfy { element in
        guard case .switchCase(let branch) = element else { return false }
        return hasValue(branch.statements)
      }
    }
    return !isAssignment(expression)
  }

  private static func hasValue(_ condition: IfExprSyntax) -> Bool {
    guard hasValue(condition.body.statements) else { return false }
    switch condition.elseBody {
    case .codeBlock(let block): return hasValue(block.statements)
    case .ifExpr(let next): return hasValue(next)
    default: return false
    }
  }

  /// Whether a branch is a single expression with a value, or leaves by throwing.
  private static func hasValue(_ branch: CodeBlockItemListSyntax) -> Bool {
    guard branch.count == 1, let only = branch.first else { return false }
    switch only.item {
    case .expr(let expression): return hasValue(expression)
    case .stmt(let statement):
      guard let nested = statement.as(ExpressionStmtSyntax.self) else {
        return statement.is(ThrowStmtSyntax.self)
      }
      return hasValue(nested.expression)
    default: return false
    }
  }

  private static func isAssignment(_ expression: ExprSyntax) -> Bool {
    if let attempt = expression.as(TryExprSyntax.self) { return isAssignment(attempt.expression) }
    if let wait = expression.as(AwaitExprSyntax.self) { return isAssignment(wait.expression) }
    guard let sequence = expression.as(SequenceExprSyntax.self) else { return false }
    return sequence.elements.contains {
      $0.is(AssignmentExprSyntax.self) || isAssigningOperator($0) || isAssignment($0)
    }
  }

  /// `x += 1` changes a variable; its value is always empty.
  private static func isAssigningOperator(_ element: ExprSyntax) -> Bool {
    guard let text = element.as(BinaryOperatorExprSyntax.self)?.operator.text else { return false }
    let comparisons: Set<String> = [
      "==", "!=", "<=", ">=", "===", "!==", "~=", ".==", ".!=", ".<=", ".>=",
    ]
    return text.hasSuffix("=") && !comparisons.contains(text)
  }
}
