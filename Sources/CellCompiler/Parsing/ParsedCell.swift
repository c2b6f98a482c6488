// SPDX-License-Identifier: MIT
import SessionWire
import SwiftParser
import SwiftSyntax

/// A cell's text with what its syntax alone tells.
struct ParsedCell {
  /// The student's text.
  let source: String
  /// Its syntax.
  let tree: SourceFileSyntax
  /// The names that it declares at the top level, in order.
  let declarations: [DeclaredName]
  /// What its extensions add to types of other places.
  let additions: TypeAdditions
  /// The operators that its types and extensions define as members.
  let memberOperators: Set<MemberOperator>
  /// Its import lines.
  let imports: [String]
  /// Every name and operator that its text mentions.
  let mentions: Set<String>
  /// Whether its top level awaits.
  let awaits: Bool
  /// Where it uses a name of which it later declares a variable: there an earlier cell's is meant.
  let usesBeforeDeclaration: [String: [Int]]

  /// The names that it declares and yet needs from an earlier cell.
  let earlierNames: Set<String>

  /// Parses a cell; a text with errors is parsed as far as it makes sense.
  init(_ source: String) {
    self.source = source
    tree = Parser.parse(source: source)
    let lines = LineTable(source)
    let collector = DeclarationCollector(lines: lines)
    collector.collect(tree.statements)
    declarations = collector.declarations
    additions = collector.additions
    imports = collector.imports
    memberOperators = MemberOperatorFinder.operators(in: tree)
    mentions = Mentions.names(in: tree)
    awaits = AwaitFinder.awaits(tree)
    usesBeforeDeclaration = References.usesBeforeDeclaration(of: declarations, in: tree)
    earlierNames = Set(usesBeforeDeclaration.keys).union(
      GuardBindings.topLevel(of: tree).filter(\.isShorthand).map(\.name.text))
  }

  /// Whether the text is no whole Swift.
  var isBroken: Bool { tree.hasError }

  /// The names of its variables, each once, without those that may not exist.
  var ownVariables: [String] {
    declarations.filter { $0.kind == .variable && !$0.isConditional }.map(\.name)
      .reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
  }

  /// The declarations in the words of the session's other processes.
  var wireDeclarations: [Declaration] {
    declarations.map {
      Declaration(name: $0.name, kind: $0.kind, line: $0.line, signature: $0.signature)
    }
      + additions.members.map {
        Declaration(
          name: $0.name, kind: .extensionMember, line: $0.line, signature: $0.signature)
      }
      + additions.conformances.map {
        Declaration(name: "\($0.type): \($0.protocol)", kind: .conformance, line: $0.line)
      }
  }
}

/// A name declared at the top level of a cell.
struct DeclaredName: Equatable {
  var name: String
  var kind: DeclarationKind
  var line: Int
  /// Parameter labels and types of a function, which tell overloads apart; empty otherwise.
  var signature = ""
  /// Whether the declaration stands under `#if`, so that it may not exist.
  var isConditional = false
  /// The range of the whole declaration in the text, in UTF-8 bytes.
  var range: Range<Int>
  /// Where the name itself stands, in UTF-8 bytes.
  var nameOffset: Int
  /// Where the name starts to mean this declaration for the statements of the top level.
  var scopeStart: Int

  /// Whether a scoped import cannot name it: then the whole module is imported.
  var needsWholeModule: Bool {
    isConditional || kind == .macro || (kind == .function && name.isOperatorName)
  }
}

/// What a cell's extensions add to types declared elsewhere.
struct TypeAdditions: Equatable {
  /// A member of an extension.
  struct Member: Hashable {
    var type: String
    var name: String
    var signature: String
    var line: Int
    /// Where its name stands in the cell, in UTF-8 bytes.
    var nameOffset: Int

    /// Whether the other one takes this one's place.
    func isReplaced(by other: Member) -> Bool {
      type == other.type && name == other.name && signature == other.signature
    }
  }

  /// A conformance that an extension declares.
  struct Conformance: Hashable {
    var type: String
    var `protocol`: String
    /// The `where` clause: another condition makes another conformance.
    var condition: String
    var line: Int

    /// Whether the other one takes this one's place.
    func isReplaced(by other: Conformance) -> Bool {
      type == other.type && `protocol` == other.protocol && condition == other.condition
    }
  }

  var members: [Member] = []
  var conformances: [Conformance] = []

  var isEmpty: Bool { members.isEmpty && conformances.isEmpty }

  /// Whether the compiler may use an addition although no text names it.
  var actUnnamed: Bool {
    !conformances.isEmpty || members.contains { Self.unnamedMembers.contains($0.name) }
  }

  /// Members that the language calls by itself.
  private static let unnamedMembers: Set<String> = [
    "init", "subscript", "callAsFunction", "dynamicallyCall", "makeIterator", "makeAsyncIterator",
    "next", "appendInterpolation", "appendLiteral", "wrappedValue", "projectedValue", "~=",
    "buildBlock", "buildExpression", "buildPartialBlock", "buildArray", "buildOptional",
    "buildEither", "buildFinalResult", "buildLimitedAvailability",
  ]
}

extension String {
  /// Whether the text is an operator rather than an identifier.
  var isOperatorName: Bool {
    guard let first = unicodeScalars.first else { return false }
    return
      !(first == "_" || first == "`" || first == "$" || first.properties.isXIDStart
      || first.properties.isEmoji && first.value > 127)
  }

  /// The name without the backticks that let it be a keyword.
  var withoutBackticks: String {
    count > 2 && hasPrefix("`") && hasSuffix("`") ? String(dropFirst().dropLast()) : self
  }
}
