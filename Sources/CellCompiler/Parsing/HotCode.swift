// SPDX-License-Identifier: MIT
import SwiftSyntax

/// Judges whether a cell's code may run so often that optimising it pays.
///
/// To optimise costs next to nothing for plain code, but a tenth of a second where generic algorithms are specialised
/// for closures. Not to optimise costs a hot loop a factor of ten to a hundred. So a cell is optimised when
///
/// - a loop of its own may have many rounds: those of a `while`, and those of a `for` whose length the text does not
///   tell; a loop that prints in each round counts as short, for nobody reads so much,
/// - it declares a function, an initializer, a computed property, a class or a generic structure: how often those are
///   used, later cells decide,
/// - closures stand beside a large number.
///
/// What the library does is optimised in any case.
struct HotCode {
  /// From here on the rounds of a loop weigh more than the compiler's work.
  static let manyRounds = 100_000
  /// The rounds of a loop that prints.
  static let readableRounds = 1000

  private let finder: RoundsFinder

  init(_ tree: SourceFileSyntax) {
    finder = RoundsFinder(constants: Constants(tree))
    finder.walk(tree)
  }

  /// Whether the cell should be optimised.
  var isLikely: Bool {
    finder.hasLongLoop || finder.hasCode || (finder.hasClosure && finder.hasLargeNumber)
  }
}

/// Looks for loops, and how often they may go round.
private final class RoundsFinder: SyntaxVisitor {
  var hasLongLoop = false
  var hasClosure = false
  var hasLargeNumber = false
  /// Whether something has a body that other code calls.
  var hasCode = false
  private let constants: Constants
  /// The rounds of all loops around the present place, multiplied.
  private var rounds = [1]

  init(constants: Constants) {
    self.constants = constants
    super.init(viewMode: .sourceAccurate)
  }

  private func enter(_ body: CodeBlockSyntax, rounds own: Int?) {
    // A loop over something of unknown length may be long.
    let unknown = body.prints ? HotCode.readableRounds : HotCode.manyRounds
    rounds.append(
      min((rounds.last ?? 1) * min(own ?? unknown, HotCode.manyRounds), HotCode.manyRounds))
    if rounds.last == HotCode.manyRounds { hasLongLoop = true }
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body, rounds: constants.count(of: node.sequence))
    return .visitChildren
  }
  override func visitPost(_ node: ForStmtSyntax) { rounds.removeLast() }

  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body, rounds: nil)
    return .visitChildren
  }
  override func visitPost(_ node: WhileStmtSyntax) { rounds.removeLast() }

  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body, rounds: nil)
    return .visitChildren
  }
  override func visitPost(_ node: RepeatStmtSyntax) { rounds.removeLast() }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    hasClosure = true
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.body != nil { hasCode = true }
    return .visitChildren
  }
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.body != nil { hasCode = true }
    return .visitChildren
  }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind {
    if case .getter = node.accessors { hasCode = true }
    return .visitChildren
  }
  override func visit(_ node: AccessorDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.body != nil { hasCode = true }
    return .visitChildren
  }

  // The fields of a class and of a generic type are reached through functions, too, unless they are optimised away.
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    hasCode = true
    return .visitChildren
  }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.genericParameterClause != nil { hasCode = true }
    return .visitChildren
  }

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if node.value ?? 0 >= HotCode.manyRounds { hasLargeNumber = true }
    return .visitChildren
  }
}

extension CodeBlockSyntax {
  /// Whether each round of the loop with this body writes something for people.
  fileprivate var prints: Bool {
    statements.contains { statement in
      guard let call = statement.item.as(FunctionCallExprSyntax.self),
        let name = call.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
      else { return false }
      return ["print", "display", "dump"].contains(name)
    }
  }
}
