// SPDX-License-Identifier: MIT
import SwiftSyntax

/// Judges whether a cell's code may run so often that optimising it pays.
///
/// Optimising costs next to nothing for plain declarations, but a tenth of a second where the standard library's
/// generic algorithms are specialised for closures. So a cell is optimised when a loop may have many rounds, when it
/// declares functions or types and uses no closures beside them, or when closures stand beside a large number.
struct HotCode {
  /// From here on the rounds of a loop weigh more than the compiler's work.
  static let manyRounds = 100_000

  private let finder = RoundsFinder(viewMode: .sourceAccurate)

  init(_ tree: SourceFileSyntax) { finder.walk(tree) }

  /// Whether the cell should be optimised.
  var isLikely: Bool {
    finder.hasLongLoop || (finder.hasClosure && finder.hasLargeNumber)
      || (finder.hasCode && !finder.hasClosure)
  }
}

/// Looks for loops, and how often they may go round.
private final class RoundsFinder: SyntaxVisitor {
  var hasLongLoop = false
  var hasClosure = false
  var hasLargeNumber = false
  /// Whether there is a function or a type at all.
  var hasCode = false
  /// The rounds of all loops around the present place, multiplied.
  private var rounds = [1]

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    // A loop over something of unknown length may be long; a literal range tells.
    let own = Self.count(of: node.sequence) ?? HotCode.manyRounds
    rounds.append(min((rounds.last ?? 1) * own, HotCode.manyRounds))
    if rounds.last == HotCode.manyRounds { hasLongLoop = true }
    return .visitChildren
  }
  override func visitPost(_ node: ForStmtSyntax) { rounds.removeLast() }

  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
    hasLongLoop = true
    return .visitChildren
  }
  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind {
    hasLongLoop = true
    return .visitChildren
  }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    hasClosure = true
    return .visitChildren
  }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    hasCode = true
    // How often a function is called cannot be seen here: its loops count as long.
    rounds.append(HotCode.manyRounds)
    return .visitChildren
  }
  override func visitPost(_ node: FunctionDeclSyntax) { rounds.removeLast() }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind {
    hasCode = true
    return .visitChildren
  }
  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if Self.value(of: node) ?? 0 >= HotCode.manyRounds { hasLargeNumber = true }
    return .visitChildren
  }

  /// The length of a range between two literals, or of a literal array.
  private static func count(of sequence: ExprSyntax) -> Int? {
    if let array = sequence.as(ArrayExprSyntax.self) { return array.elements.count }
    let parts = sequence.as(SequenceExprSyntax.self)?.elements.map { $0 } ?? []
    guard parts.count == 3, let symbol = parts[1].as(BinaryOperatorExprSyntax.self)?.operator.text,
      symbol == "..<" || symbol == "...", let low = value(of: parts[0]),
      let high = value(of: parts[2])
    else { return nil }
    return max(high - low + (symbol == "..." ? 1 : 0), 0)
  }

  private static func value(of expression: some SyntaxProtocol) -> Int? {
    guard let literal = Syntax(expression).as(IntegerLiteralExprSyntax.self) else { return nil }
    return Int(literal.literal.text.replacing("_", with: ""))
  }
}
