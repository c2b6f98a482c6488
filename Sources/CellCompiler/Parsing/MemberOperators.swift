// SPDX-License-Identifier: MIT
import SwiftSyntax

/// An operator that a type defines as a static member.
struct MemberOperator: Hashable {
  /// The outermost type or extended type around it.
  let type: String
  /// The operator.
  let name: String
}

/// Finds operators among the members of types: the compiler sees them only in modules imported as a whole.
final class MemberOperatorFinder: SyntaxVisitor {
  private var types: [String] = []
  private var found = Set<MemberOperator>()

  /// The member operators of a cell.
  static func operators(in tree: SourceFileSyntax) -> Set<MemberOperator> {
    let finder = MemberOperatorFinder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.found
  }

  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind {
    if let extended = node.parent?.as(ExtensionDeclSyntax.self) {
      types.append(extended.extendedType.trimmedDescription)
    } else {
      types.append(node.parent?.asProtocol((any NamedDeclSyntax).self)?.name.text ?? "")
    }
    return .visitChildren
  }

  override func visitPost(_ node: MemberBlockSyntax) { types.removeLast() }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    if let type = types.first, node.name.text.isOperatorName {
      found.insert(MemberOperator(type: type, name: node.name.text))
    }
    return .skipChildren
  }

  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
