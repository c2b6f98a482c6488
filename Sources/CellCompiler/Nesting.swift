// SPDX-License-Identifier: MIT
import SwiftParser
import SwiftSyntax

/// The brackets, strings and comments that a text leaves open.
struct Nesting {
  /// How many brackets are open at the end.
  private(set) var depth = 0
  /// Whether a closing bracket does not fit its opening one, or has none.
  private(set) var isMismatched = false
  /// Whether a multi-line string or a comment is open at the end.
  let isUnterminated: Bool

  init(_ source: String) {
    let tree = Parser.parse(source: source)
    isUnterminated = Self.endsInComment(tree) || Self.endsInString(tree)
    var open: [TokenKind] = []
    for token in tree.tokens(viewMode: .sourceAccurate) where token.presence == .present {
      switch token.tokenKind {
      case .leftBrace, .leftParen, .leftSquare: open.append(token.tokenKind)
      case .rightBrace: close(.leftBrace, &open)
      case .rightParen: close(.leftParen, &open)
      case .rightSquare: close(.leftSquare, &open)
      default: break
      }
    }
    depth = isMismatched ? -1 : open.count
  }

  private mutating func close(_ opening: TokenKind, _ open: inout [TokenKind]) {
    if open.popLast() != opening { isMismatched = true }
  }

  private static func endsInComment(_ tree: SourceFileSyntax) -> Bool {
    guard let last = tree.lastToken(viewMode: .all) else { return false }
    return last.leadingTrivia.contains { piece in
      guard case .blockComment(let text) = piece else { return false }
      return !text.hasSuffix("*/") || text.count < 4
    }
  }

  private static func endsInString(_ tree: SourceFileSyntax) -> Bool {
    final class Finder: SyntaxVisitor {
      var isFound = false
      override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
        if node.openingQuote.tokenKind == .multilineStringQuote,
          node.closingQuote.presence == .missing
        {
          isFound = true
        }
        return .visitChildren
      }
    }
    let finder = Finder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.isFound
  }
}
