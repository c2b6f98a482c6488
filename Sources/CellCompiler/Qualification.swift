// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// Finds the uses of names that mean an *earlier* cell's variable although this cell declares the name again.
///
/// In `let x = x + 1` the second `x` is the earlier cell's; the compiler would call it circular. A use before
/// the new declaration would read memory that is not set yet. Both are given their module's name.
final class QualificationFinder: SyntaxVisitor {
  /// A use to be qualified: where, and with which module.
  struct Use: Equatable {
    let offset: Int
    let module: String
  }

  private(set) var uses: [Use] = []
  /// The names that still mean an earlier cell's variable at this point of the text.
  private var pending: [String: String]
  /// The names that always need their module, because several imports bring them.
  private let ambiguous: [String: String]
  /// Names that an enclosing closure, loop or block binds itself.
  private var bound: [Set<String>] = []

  init(redeclared: [String: String], ambiguous: [String: String]) {
    pending = redeclared
    self.ambiguous = ambiguous
    super.init(viewMode: .sourceAccurate)
  }

  /// Walks the cell's top-level statements in order.
  func find(in syntax: CellSyntax) -> [Use] {
    for item in syntax.tree.statements {
      walk(item)
      // From here on the cell's own declaration is meant.
      guard case .decl(let declaration) = item.item,
        let variable = declaration.as(VariableDeclSyntax.self)
      else { continue }
      for name in variable.bindings.flatMap({ syntax.names(in: $0.pattern) }) {
        pending[name] = nil
      }
    }
    return uses
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.baseName.text.unescaped
    guard !isMember(node), !bound.contains(where: { $0.contains(name) }),
      let module = pending[name] ?? ambiguous[name]
    else { return .visitChildren }
    uses.append(
      Use(offset: node.positionAfterSkippingLeadingTrivia.utf8Offset, module: module))
    return .visitChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    if let module = ambiguous[node.name.text.unescaped] {
      uses.append(
        Use(offset: node.positionAfterSkippingLeadingTrivia.utf8Offset, module: module))
    }
    return .visitChildren
  }

  private func isMember(_ node: DeclReferenceExprSyntax) -> Bool {
    guard let access = node.parent?.as(MemberAccessExprSyntax.self) else { return false }
    return access.declName.id == node.id
  }

  // MARK: Names that inner scopes bind

  private func enter(_ node: some SyntaxProtocol) -> SyntaxVisitorContinueKind {
    let binder = BindingFinder(viewMode: .sourceAccurate)
    binder.walk(Syntax(node))
    bound.append(binder.names)
    return .visitChildren
  }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { enter(node) }
  override func visitPost(_ node: ClosureExprSyntax) { bound.removeLast() }
  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { enter(node) }
  override func visitPost(_ node: CodeBlockSyntax) { bound.removeLast() }
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    walk(node.sequence)
    let binder = BindingFinder(viewMode: .sourceAccurate)
    binder.walk(node)
    bound.append(binder.names)
    if let condition = node.whereClause { walk(condition) }
    walk(node.body)
    bound.removeLast()
    return .skipChildren
  }

  // Functions and types mean the names as they are when called: the cell's own.
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    skipUnlessAmbiguous
  }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind {
    skipUnlessAmbiguous
  }

  private var skipUnlessAmbiguous: SyntaxVisitorContinueKind {
    ambiguous.isEmpty ? .skipChildren : .visitChildren
  }
}

/// Collects the names that a piece of code binds: parameters, loop variables, local constants.
private final class BindingFinder: SyntaxVisitor {
  var names: Set<String> = []

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    names.insert(node.identifier.text.unescaped)
    return .visitChildren
  }
  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    names.insert(node.name.text.unescaped)
    return .visitChildren
  }
  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    names.insert((node.secondName ?? node.firstName).text.unescaped)
    return .visitChildren
  }
  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    names.insert((node.secondName ?? node.firstName).text.unescaped)
    return .visitChildren
  }
}
