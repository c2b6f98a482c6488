// SPDX-License-Identifier: MIT
import SwiftParser
import SwiftSyntax

/// What the end of a text looks like: where its content ends and what is open there.
struct TextShape {
  /// The end of the last token, in bytes.
  let contentEnd: Int
  /// The brackets that are open at the end, innermost last, each with its line.
  let openBrackets: [(line: Int, kind: TokenKind)]
  /// Whether the text ends within a block comment.
  let isInOpenComment: Bool
  /// Whether it has a string of one line that its line does not close: more lines cannot help.
  let isInOpenLine: Bool
  private let lines: LineTable
  private let contentLine: Int

  /// Reads a text's shape.
  init(_ source: String) {
    lines = LineTable(source)
    let tree = Parser.parse(source: source)
    var open: [(line: Int, kind: TokenKind)] = []
    var end = 0
    for token in tree.tokens(viewMode: .sourceAccurate) where token.tokenKind != .endOfFile {
      end = token.endPositionBeforeTrailingTrivia.utf8Offset
      let line = lines.line(at: token.positionAfterSkippingLeadingTrivia.utf8Offset)
      Self.follow(token, line: line, &open)
    }
    contentEnd = end
    contentLine = lines.line(at: max(0, end - 1))
    openBrackets = open
    isInOpenComment = Self.endsInComment(tree)
    isInOpenLine = OpenStrings.hasOpenLine(tree)
  }

  private static func follow(
    _ token: TokenSyntax, line: Int, _ open: inout [(line: Int, kind: TokenKind)]
  ) {
    switch token.tokenKind {
    case .leftBrace, .leftParen, .leftSquare: open.append((line, token.tokenKind))
    case .rightBrace, .rightParen, .rightSquare: _ = open.popLast()
    default: break
    }
  }

  private static func endsInComment(_ tree: SourceFileSyntax) -> Bool {
    let last =
      tree.endOfFileToken.leadingTrivia.pieces
      + (tree.lastToken(viewMode: .sourceAccurate)?.trailingTrivia.pieces ?? [])
    return last.contains { piece in
      switch piece {
      case .blockComment(let text), .docBlockComment(let text): isOpen(text)
      default: false
      }
    }
  }

  /// Whether a block comment, which may hold others, is not closed.
  private static func isOpen(_ comment: String) -> Bool {
    var depth = 0
    var rest = comment[...]
    while !rest.isEmpty {
      let step = rest.hasPrefix("/*") ? 1 : rest.hasPrefix("*/") ? -1 : 0
      depth += step
      rest = rest.dropFirst(step == 0 ? 1 : 2)
    }
    return depth > 0
  }

  /// The white space that the last line with content begins with.
  var lastIndent: String { String(lastLine.prefix { $0 == " " || $0 == "\t" }) }

  /// The last line with content.
  var lastLine: String { lines.text(line: contentLine) }

  /// Whether a bracket that the last line opens is still open.
  var opensOnLastLine: Bool { openBrackets.last?.line == contentLine }
}

/// Finds strings of one line that are not closed.
private final class OpenStrings: SyntaxVisitor {
  private var isFound = false

  static func hasOpenLine(_ tree: SourceFileSyntax) -> Bool {
    let finder = OpenStrings(viewMode: .fixedUp)
    finder.walk(tree)
    return finder.isFound
  }

  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if node.openingQuote.tokenKind == .stringQuote && node.closingQuote.presence == .missing {
      isFound = true
    }
    return .visitChildren
  }
}

/// How far to indent the line after an unfinished text.
struct Indentation {
  private let text: TextShape
  private let switchLines: Set<Int>

  init(_ text: TextShape, _ tree: SourceFileSyntax) {
    self.text = text
    switchLines = SwitchLines.lines(of: tree)
  }

  /// The white space for the next line.
  var next: String {
    if let open = text.openBrackets.last, text.opensOnLastLine {
      return switchLines.contains(open.line) ? text.lastIndent : deeper
    }
    if let last = lastWord, last.hasSuffix(":") && isCaseLabel { return deeper }
    return continues ? deeper : text.lastIndent
  }

  private var deeper: String { text.lastIndent + "  " }

  private var lastWord: Substring? { text.lastLine.split(whereSeparator: \.isWhitespace).last }

  private var isCaseLabel: Bool {
    let line = text.lastLine.drop(while: \.isWhitespace)
    return line.hasPrefix("case ") || line.hasPrefix("default") || line.hasPrefix("@unknown")
  }

  /// Whether the last line ends in something that wants a right-hand side.
  private var continues: Bool {
    guard let last = lastWord else { return false }
    return last == "=" || last == "->" || last.hasSuffix(".") || (last.isOperator && last != ",")
  }
}

extension Substring {
  /// Whether the text consists of operator characters.
  fileprivate var isOperator: Bool { allSatisfy { "+-*/%=<>!&|^~?".contains($0) } }
}

/// Finds the lines whose brace belongs to a `switch`: its cases are not indented.
private final class SwitchLines: SyntaxVisitor {
  private var offsets: [Int] = []

  static func lines(of tree: SourceFileSyntax) -> Set<Int> {
    let finder = SwitchLines(viewMode: .sourceAccurate)
    finder.walk(tree)
    let lines = LineTable(tree.description)
    return Set(finder.offsets.map(lines.line))
  }

  override func visit(_ node: SwitchExprSyntax) -> SyntaxVisitorContinueKind {
    offsets.append(node.leftBrace.positionAfterSkippingLeadingTrivia.utf8Offset)
    return .visitChildren
  }
}
