// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// Finds the places where a text reads or writes a variable of the top level.
final class References: SyntaxVisitor {
  private let name: String
  private let limit: Int
  private var found: [DeclReferenceExprSyntax] = []

  private init(name: String, limit: Int) {
    self.name = name
    self.limit = limit
    super.init(viewMode: .sourceAccurate)
  }

  /// The uses of a name before an offset, but for those that an inner binding of that name may catch
  /// and those in declarations of functions and types, which run later.
  static func uses(
    of name: String, in node: some SyntaxProtocol, before limit: Int = .max
  ) -> [DeclReferenceExprSyntax] {
    let references = References(name: name, limit: limit)
    references.walk(node)
    return references.found
  }

  /// The offsets at which statements use a variable's name before its declaration takes effect.
  static func usesBeforeDeclaration(
    of declarations: [DeclaredName], in tree: SourceFileSyntax
  ) -> [String: [Int]] {
    var uses: [String: [Int]] = [:]
    for declared in declarations where declared.kind == .variable && !declared.isConditional {
      guard uses[declared.name] == nil else { continue }
      let early = tree.statements.prefix { $0.position.utf8Offset < declared.scopeStart }
      uses[declared.name] = early.flatMap { statement in
        Self.uses(of: declared.name, in: statement, before: declared.scopeStart)
          .map(\.positionAfterSkippingLeadingTrivia.utf8Offset)
      }
    }
    return uses.filter { !$0.value.isEmpty }
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    guard start < limit, node.baseName.text.withoutBackticks == name.withoutBackticks,
      node.argumentNames == nil, !isMemberName(node)
    else { return .skipChildren }
    found.append(node)
    return .skipChildren
  }

  private func isMemberName(_ node: DeclReferenceExprSyntax) -> Bool {
    if let access = node.parent?.as(MemberAccessExprSyntax.self) {
      return access.declName.id == node.id
    }
    return node.parent?.is(KeyPathPropertyComponentSyntax.self) ?? false
  }

  /// A statement that binds the name itself is left alone as a whole: safer than to guess its scope.
  private func unlessBinding(_ node: some SyntaxProtocol) -> SyntaxVisitorContinueKind {
    BindingFinder.binds(name, in: node) ? .skipChildren : .visitChildren
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind { unlessBinding(node) }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { unlessBinding(node) }
  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind { unlessBinding(node) }
  override func visit(_ node: DoStmtSyntax) -> SyntaxVisitorContinueKind { unlessBinding(node) }
  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind { unlessBinding(node) }
  override func visit(_ node: SwitchExprSyntax) -> SyntaxVisitorContinueKind { unlessBinding(node) }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    unlessBinding(node)
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

/// Finds out whether a piece of code binds a name: as a variable, a parameter or in a pattern.
private final class BindingFinder: SyntaxVisitor {
  private let name: String
  private var isFound = false

  private init(name: String) {
    self.name = name
    super.init(viewMode: .sourceAccurate)
  }

  static func binds(_ name: String, in node: some SyntaxProtocol) -> Bool {
    let finder = BindingFinder(name: name)
    finder.walk(node)
    return finder.isFound
  }

  private func check(_ token: TokenSyntax?) {
    if token?.text.withoutBackticks == name.withoutBackticks { isFound = true }
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    check(node.identifier)
    return .skipChildren
  }

  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    check(node.name)
    return .skipChildren
  }

  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    check(node.secondName ?? node.firstName)
    return .skipChildren
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    check(node.name)
    return .visitChildren
  }

  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    check(node.secondName ?? node.firstName)
    return .skipChildren
  }
}
