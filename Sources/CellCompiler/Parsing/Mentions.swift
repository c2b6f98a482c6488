// SPDX-License-Identifier: MIT
import SwiftSyntax

/// Finds the names that a text mentions, without asking what they mean.
///
/// A name too many costs an import; a name too few would cost the program.
enum Mentions {
  /// The identifiers and operators of the syntax, without backticks.
  static func names(in tree: some SyntaxProtocol) -> Set<String> {
    var names = Set<String>()
    for token in tree.tokens(viewMode: .sourceAccurate) where !token.introducesName {
      switch token.tokenKind {
      case .identifier(let name): names.insert(name.withoutBackticks)
      // A property wrapper's projection `$x` is the variable `x`'s.
      case .dollarIdentifier(let name): names.insert(String(name.dropFirst()))
      case .binaryOperator(let name), .prefixOperator(let name), .postfixOperator(let name):
        names.insert(name)
      case .keyword: names.insert(token.text)
      default: break
      }
    }
    return names
  }
}

extension TokenSyntax {
  /// Whether the token only gives a name to a declaration, a parameter or an argument.
  fileprivate var introducesName: Bool {
    // A function for an operator needs the operator's declaration.
    guard let parent, !text.isOperatorName else { return false }
    switch parent.kind {
    case .labeledExpr, .functionParameter, .closureParameter, .closureShorthandParameter,
      .enumCaseParameter, .tupleTypeElement, .identifierPattern:
      return !isShorthandBinding
    default: return parent.asProtocol((any NamedDeclSyntax).self)?.name.id == id
    }
  }

  /// Whether the token is the `x` of `if let x`, which also reads the variable.
  private var isShorthandBinding: Bool {
    parent?.parent?.as(OptionalBindingConditionSyntax.self)?.initializer == nil
      && parent?.parent?.is(OptionalBindingConditionSyntax.self) == true
  }
}

/// Finds out whether a cell's top level awaits, which makes its variables belong to the main actor.
final class AwaitFinder: SyntaxVisitor {
  private var isFound = false

  /// Whether the code outside functions, types and closures awaits.
  static func awaits(_ tree: some SyntaxProtocol) -> Bool {
    let finder = AwaitFinder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.isFound
  }

  override func visit(_ node: AwaitExprSyntax) -> SyntaxVisitorContinueKind {
    isFound = true
    return .skipChildren
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    if node.awaitKeyword != nil { isFound = true }
    return .visitChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.modifiers.contains(where: { $0.name.tokenKind == .keyword(.async) }) { isFound = true }
    return .visitChildren
  }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
