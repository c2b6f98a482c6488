// SPDX-License-Identifier: MIT
import SwiftParser
import SwiftSyntax

/// The text that completion and inspection ask about: the cell, and what the session offers it.
struct QueryDocument {
  /// The cell's text.
  let source: String
  /// Its syntax.
  let tree: SourceFileSyntax
  private let imports: String

  /// Makes a document of a cell.
  init(_ source: String, imports: [String]) {
    self.source = source
    tree = Parser.parse(source: source)
    // Without `@testable` only public names would be found; what cells declare is not public.
    self.imports = imports.map { "\($0)\n" }.joined()
  }

  /// The whole text; the imports come first because completion reads only up to the cursor.
  var text: String { imports + source + "\n" }

  /// The offset in the whole text of an offset in the cell.
  func offset(of cellOffset: Int) -> Int { imports.utf8.count + cellOffset }

  /// The token that holds the byte offset or ends there, names before other things.
  func token(at offset: Int) -> TokenSyntax? {
    let touching = tree.tokens(viewMode: .sourceAccurate).filter {
      $0.positionAfterSkippingLeadingTrivia.utf8Offset <= offset
        && $0.endPositionBeforeTrailingTrivia.utf8Offset >= offset
        && $0.tokenKind != .endOfFile
    }
    return touching.first(where: \.isName) ?? touching.first
  }

  /// Whether the offset lies in the text of a string or in a comment, where no code is wanted.
  func isProse(at offset: Int) -> Bool {
    let position = AbsolutePosition(utf8Offset: min(offset, tree.endPosition.utf8Offset))
    guard let token = tree.token(at: position) ?? tree.lastToken(viewMode: .sourceAccurate) else {
      return false
    }
    if case .stringSegment = token.tokenKind {
      return token.positionAfterSkippingLeadingTrivia.utf8Offset < offset
        || token.endPosition.utf8Offset > offset
    }
    return isComment(token, at: offset)
  }

  private func isComment(_ token: TokenSyntax, at offset: Int) -> Bool {
    let trailing = token.endPositionBeforeTrailingTrivia.utf8Offset
    return holds(token.leadingTrivia, from: token.position.utf8Offset, offset)
      || holds(token.trailingTrivia, from: trailing, offset)
      || token.previousToken(viewMode: .sourceAccurate).map {
        holds($0.trailingTrivia, from: $0.endPositionBeforeTrailingTrivia.utf8Offset, offset)
      } ?? false
  }

  private func holds(_ trivia: Trivia, from start: Int, _ offset: Int) -> Bool {
    var position = start
    for piece in trivia {
      let end = position + piece.sourceLength.utf8Length
      // A line comment still holds its own end; a block comment has closed there.
      switch piece {
      case .lineComment, .docLineComment: if position < offset && offset <= end { return true }
      case .blockComment, .docBlockComment: if position < offset && offset < end { return true }
      default: break
      }
      position = end
    }
    return false
  }
}

extension TokenSyntax {
  /// Whether the token names something that one may ask about.
  var isName: Bool {
    switch tokenKind {
    case .identifier, .dollarIdentifier, .binaryOperator, .prefixOperator, .postfixOperator: true
    case .keyword(.self), .keyword(.Self), .keyword(.`init`), .keyword(.super): true
    default: false
    }
  }
}
