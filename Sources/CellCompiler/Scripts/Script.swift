// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// One source file that does what a notebook's cells do, one after the other.
///
/// Cells may declare a name again, one file may not: then the older declaration gets another name, wherever
/// the compiler says that it is meant. A value at a cell's end is shown by `display`.
///
/// What stays for the compiler to refuse: the same operator function or conformance twice. Overloads of a
/// function that cells replace by other types compete in a file.
struct Script {
  private let questions: ScriptQuestions
  private var text = AnchoredText()
  /// What each name of the top level stands for at this point.
  private var declared: [String: [Declared]] = [:]
  /// What extensions added to types, with the places of the names.
  private var members: [(member: TypeAdditions.Member, anchor: Int)] = []
  private var taken = Set<String>()
  private var results: [Result] = []
  private var imports = Set<String>()

  private struct Declared {
    let kind: DeclarationKind
    let signature: String
    /// Where the name stands.
    let anchor: Int
  }

  /// A cell's last expression.
  private struct Result {
    let start: Int
    let end: Int
  }

  /// Makes a script of a notebook's cells.
  init(of parts: [ScriptPart], questions: ScriptQuestions) {
    self.questions = questions
    let cells = parts.map { part -> ParsedCell? in
      guard case .code(let source, _) = part else { return nil }
      return ParsedCell(source)
    }
    // A made-up name must not be one that any cell uses, also later.
    for case let cell? in cells {
      taken.formUnion(cell.mentions)
      taken.formUnion(cell.declarations.map(\.name))
    }
    for (part, cell) in zip(parts, cells) {
      if !text.bytes.isEmpty { text.append("\n") }
      if case .prose(let prose) = part { text.append(Self.comment(prose)) }
      guard let cell, case .code(_, let label) = part else { continue }
      text.append("// \(label)\n")
      append(cell)
    }
  }

  /// The whole text; whatever has a value at a cell's end is shown.
  func finished() -> String {
    var text = text
    let types = results.isEmpty ? [:] : questions.types(in: text.text)
    var showsValues = false
    for result in results.reversed() {
      let range = text.anchors[result.start]..<text.anchors[result.end]
      guard let type = types[range], Self.isShown(type) else { continue }
      text.replace(range.upperBound..<range.upperBound, with: ")")
      text.replace(range.lowerBound..<range.lowerBound, with: "display(")
      showsValues = true
    }
    let knowsDisplay = imports.contains { $0.hasSuffix("Generative") || $0.hasSuffix("Display") }
    if showsValues && !knowsDisplay { text.replace(0..<0, with: "import Display\n\n") }
    return text.text
  }

  private mutating func append(_ cell: ParsedCell) {
    imports.formUnion(cell.imports)
    var edits = renameReplaced(by: cell) + repeatedOperators(of: cell)
    edits.sort { $0.range.lowerBound > $1.range.lowerBound }
    for member in cell.additions.members where !member.name.isOperatorName { replace(member) }
    let start = text.bytes.count
    text.append(cell.source.hasSuffix("\n") ? cell.source : cell.source + "\n")
    remember(cell, from: start)
    for edit in edits {
      text.replace(
        edit.range.lowerBound + start..<edit.range.upperBound + start, with: edit.replacement)
    }
  }

  private struct Edit {
    let range: Range<Int>
    let replacement: String
  }

  /// Renames what a cell declares again; the result changes the cell where it still means the old one.
  private mutating func renameReplaced(by cell: ParsedCell) -> [Edit] {
    var edits: [Edit] = []
    for declaration in cell.declarations where !declaration.name.isOperatorName {
      for older in displaced(by: declaration) {
        // What was added to the old type stays with it.
        members.removeAll { $0.member.type == declaration.name }
        guard let fresh = rename(declaration.name, at: older.anchor) else { continue }
        edits += (cell.usesBeforeDeclaration[declaration.name] ?? []).map {
          Edit(range: $0..<$0 + declaration.name.utf8.count, replacement: fresh)
        }
      }
    }
    return edits
  }

  /// An operator is declared once in a file; what repeats it becomes a comment.
  private func repeatedOperators(of cell: ParsedCell) -> [Edit] {
    cell.declarations.filter { declaration in
      declaration.kind == .operator
        && (declared[declaration.name] ?? []).contains { $0.kind == .operator }
    }.flatMap { declaration in
      [
        Edit(
          range: declaration.range.upperBound..<declaration.range.upperBound, replacement: " */"),
        Edit(
          range: declaration.range.lowerBound..<declaration.range.lowerBound, replacement: "/* "),
      ]
    }
  }

  /// Renames the member of an earlier extension that another takes the place of.
  private mutating func replace(_ member: TypeAdditions.Member) {
    let unnamed: Set<String> = ["init", "subscript"]
    guard !unnamed.contains(member.name) else { return }
    for older in members where older.member.isReplaced(by: member) {
      _ = rename(member.name, at: older.anchor)
    }
    members.removeAll { $0.member.isReplaced(by: member) }
  }

  /// Takes the names that a declaration hides away from the table.
  private mutating func displaced(by declaration: DeclaredName) -> [Declared] {
    let older = declared[declaration.name] ?? []
    // Functions that differ in their parameters are overloads and stay.
    let displaced = older.filter {
      $0.kind != .function || declaration.kind != .function
        || $0.signature == declaration.signature
    }
    let anchors = Set(displaced.map(\.anchor))
    declared[declaration.name] = older.filter { !anchors.contains($0.anchor) }
    return displaced
  }

  /// Gives an older declaration another name in the script so far; the result is that name.
  private mutating func rename(_ name: String, at anchor: Int) -> String? {
    let places = questions.places(ofNameAt: text.anchors[anchor], in: text.text)
    guard !places.isEmpty else { return nil }
    let fresh = (1...).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) } ?? name
    taken.insert(fresh)
    for place in places.sorted(by: { $0.lowerBound > $1.lowerBound }) {
      text.replace(place, with: fresh)
    }
    return fresh
  }

  private mutating func remember(_ cell: ParsedCell, from start: Int) {
    for declaration in cell.declarations {
      declared[declaration.name, default: []].append(
        Declared(
          kind: declaration.kind, signature: declaration.signature,
          anchor: text.anchor(at: start + declaration.nameOffset)))
    }
    members += cell.additions.members.map { ($0, text.anchor(at: start + $0.nameOffset)) }
    guard let value = TrailingExpression(of: cell.tree), !value.isBranching else { return }
    let expression = value.expression
    results.append(
      Result(
        start: text.anchor(at: start + expression.positionAfterSkippingLeadingTrivia.utf8Offset),
        end: text.anchor(at: start + expression.endPositionBeforeTrailingTrivia.utf8Offset)))
  }

  private static func isShown(_ type: String) -> Bool {
    var type = type.hasPrefix("Swift.") ? String(type.dropFirst(6)) : type
    if type.hasPrefix("Optional<") { type = String(type.dropFirst(9).dropLast()) }
    while type.hasSuffix("?") { type.removeLast() }
    return !["()", "Void", "Never", "DisplayHandle"].contains(type)
  }

  private static func comment(_ prose: String) -> String {
    prose.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "//\n" : "// \($0)\n" }.joined()
  }
}
