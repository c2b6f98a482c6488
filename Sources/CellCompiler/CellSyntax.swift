// SPDX-License-Identifier: MIT
import SessionWire
import SwiftParser
import SwiftSyntax

/// A cell's text with what its syntax tells.
struct CellSyntax {
  let source: String
  let tree: SourceFileSyntax
  private let converter: SourceLocationConverter

  init(_ source: String) {
    self.source = source
    tree = Parser.parse(source: source)
    converter = SourceLocationConverter(fileName: "cell", tree: tree)
  }

  /// The line of a node's first token, from 1.
  func line(of node: some SyntaxProtocol) -> Int {
    converter.location(for: node.positionAfterSkippingLeadingTrivia).line
  }

  /// The cell's own import declarations.
  var imports: [ImportDeclSyntax] {
    tree.statements.compactMap { $0.item.as(ImportDeclSyntax.self) }
  }

  /// Whether top-level code awaits, which changes how globals are isolated.
  var awaits: Bool {
    let finder = AwaitFinder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.isFound
  }

  /// Whether code may run often, so that optimising it pays for the longer compilation.
  var mayRunHot: Bool { HotCode(tree).isLikely }

  /// Every identifier and operator that the cell contains.
  var usedNames: Set<String> {
    var names: Set<String> = []
    for token in tree.tokens(viewMode: .sourceAccurate) {
      switch token.tokenKind {
      case .identifier(let text): names.insert(text.unescaped)
      case .binaryOperator(let text), .prefixOperator(let text), .postfixOperator(let text):
        names.insert(text)
      case .dollarIdentifier(let text): names.insert(String(text.dropFirst()))
      default: break
      }
    }
    return names
  }
}

extension String {
  /// An identifier without its backticks.
  var unescaped: String {
    count > 2 && hasPrefix("`") && hasSuffix("`") ? String(dropFirst().dropLast()) : self
  }
}

/// Finds an `await` outside functions and closures.
private final class AwaitFinder: SyntaxVisitor {
  var isFound = false

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
