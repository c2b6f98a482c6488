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
    self.init(
      source, tree: Parser.parse(source: source), imports: imports.map { "\($0)\n" }.joined())
  }

  private init(_ source: String, tree: SourceFileSyntax, imports: String) {
    self.source = source
    self.tree = tree
    self.imports = imports
  }

  /// The document with the string closed in whose interpolation the offset lies: an open one is no code.
  func closed(at offset: Int) -> QueryDocument {
    guard let missing = OpenInterpolations.closing(around: offset, in: tree) else { return self }
    var bytes = Array(source.utf8)
    bytes.insert(contentsOf: missing.utf8, at: offset)
    return QueryDocument(String(decoding: bytes, as: UTF8.self), tree: tree, imports: imports)
  }

  /// The document with white space for the faulty statements that end before an offset; nil where there are none.
  func mended(before offset: Int) -> QueryDocument? {
    let faulty = Array(tree.statements).filter {
      $0.hasError && $0.endPositionBeforeTrailingTrivia.utf8Offset < offset
    }
    let lines = LineTable(source)
    let cursorLine = lines.line(at: offset)
    // Where the fault takes the cursor's line with it, all lines of the statement but that one go.
    let taken = Array(tree.statements).filter {
      $0.hasError && $0.positionAfterSkippingLeadingTrivia.utf8Offset < offset
        && offset <= $0.endPosition.utf8Offset
        && lines.line(at: $0.positionAfterSkippingLeadingTrivia.utf8Offset) < cursorLine
        && !$0.isBracketed(around: offset)
    }
    if faulty.isEmpty && taken.isEmpty { return nil }
    var bytes = Array(source.utf8)
    for statement in faulty + taken {
      let start = statement.positionAfterSkippingLeadingTrivia.utf8Offset
      for index in start..<min(statement.endPositionBeforeTrailingTrivia.utf8Offset, offset)
      where bytes[index] != UInt8(ascii: "\n") && lines.line(at: index) != cursorLine {
        bytes[index] = UInt8(ascii: " ")
      }
    }
    return QueryDocument(String(decoding: bytes, as: UTF8.self), tree: tree, imports: imports)
  }

  /// The whole text; the imports come first because completion reads only up to the cursor.
  var text: String { imports + source + "\n" }

  /// How many lines stand before the cell's first.
  var firstLine: Int { imports.count { $0 == "\n" } }

  /// The offset in the whole text of an offset in the cell.
  func offset(of cellOffset: Int) -> Int { imports.utf8.count + cellOffset }

  /// Whether a member's name begins at a byte offset.
  func isMember(at offset: Int) -> Bool {
    let before = source.utf8.prefix(offset).last { !" \n\t".utf8.contains($0) }
    return before == UInt8(ascii: ".")
  }

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

extension CodeBlockItemSyntax {
  /// Whether brackets of the item open before an offset and do not close before it: then its lines belong together.
  fileprivate func isBracketed(around offset: Int) -> Bool {
    var depth = 0
    for token in tokens(viewMode: .sourceAccurate)
    where token.positionAfterSkippingLeadingTrivia.utf8Offset < offset {
      switch token.tokenKind {
      case .leftBrace, .leftParen, .leftSquare: depth += 1
      case .rightBrace, .rightParen, .rightSquare: depth -= 1
      default: break
      }
    }
    return depth > 0
  }
}

/// Finds the interpolation of an unfinished string that holds a place.
private final class OpenInterpolations: SyntaxVisitor {
  private let offset: Int
  private var missing = ""

  private init(offset: Int) {
    self.offset = offset
    super.init(viewMode: .sourceAccurate)
  }

  /// What closes the interpolation and its string, or nil where nothing is open.
  static func closing(around offset: Int, in tree: SourceFileSyntax) -> String? {
    let finder = OpenInterpolations(offset: offset)
    finder.walk(tree)
    return finder.missing.isEmpty ? nil : finder.missing
  }

  override func visitPost(_ node: StringLiteralExprSyntax) {
    guard node.closingQuote.presence == .missing else { return }
    let open = node.segments.compactMap { $0.as(ExpressionSegmentSyntax.self) }.last {
      $0.rightParen.presence == .missing && $0.leftParen.position.utf8Offset < offset
    }
    if open != nil { missing += ")" + node.openingQuote.text }
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
