// SPDX-License-Identifier: MIT
import SessionWire
import SwiftParser

/// What the cells that ran so far have left for later ones.
struct SessionNames {
  /// A cell whose names later cells may use.
  struct Entry {
    let interface: CellInterface
    let cell: ParsedCell
    /// The declarations that hold: a cell that failed half-way left only some.
    let declarations: [DeclaredName]
    /// The entries with types or extensions whose modules are loaded with this cell's.
    let reach: Set<Int>

    /// Whether its declarations have members, which are named without naming the cell.
    var hasMembers: Bool {
      !cell.additions.isEmpty || declarations.contains { $0.kind.hasMembers }
    }
  }

  private(set) var entries: [Entry] = []
  /// For each name the entries that declare it, oldest first.
  private var owners: [String: [Int]] = [:]
  /// The newest declarations of operators and precedence groups, as text.
  private var operators: [String: String] = [:]
  /// For each operator the entries whose types define it, oldest first.
  private var operatorOwners: [String: [Int]] = [:]
  /// The entries that have extensions, oldest first.
  private var extending: [Int] = []
  /// The import lines of all cells, each once.
  private(set) var imports: [String] = []

  /// Adds a cell that ran and was compiled with the import lines for these overloads.
  mutating func publish(
    _ interface: CellInterface, source: String, overloads: Overloads = .newest
  ) {
    let cell = ParsedCell(source)
    let kept = Set(interface.declarations.map { Key(name: $0.name, kind: $0.kind) })
    let entry = Entry(
      interface: interface, cell: cell,
      declarations: cell.declarations.filter { kept.contains(Key(name: $0.name, kind: $0.kind)) },
      reach: importPlan(for: cell, overloads: overloads).reach(entries))
    let index = entries.count
    entries.append(entry)
    for declared in entry.declarations where declared.kind == .operator {
      operators[declared.name] = LineTable(source).text(declared.range)
    }
    let names = entry.declarations.filter { $0.kind != .operator }.map(\.name)
    for name in Set(names) { owners[name, default: []].append(index) }
    for name in Set(cell.memberOperators.map(\.name)) {
      operatorOwners[name, default: []].append(index)
    }
    if !cell.additions.isEmpty { extending.append(index) }
    for line in interface.imports where !imports.contains(line) { imports.append(line) }
  }

  /// The newest cell that declares a name, and how.
  func newest(_ name: String) -> (entry: Entry, declaration: DeclaredName)? {
    guard let entry = owners[name]?.last.map({ entries[$0] }),
      let declaration = entry.declarations.last(where: { $0.name == name })
    else { return nil }
    return (entry, declaration)
  }

  /// The module of an earlier variable or function, which may be named as `Module.name`.
  func valueModule(_ name: String) -> String? {
    guard let (entry, declaration) = newest(name),
      declaration.kind == .variable || declaration.kind == .function, !name.isOperatorName
    else { return nil }
    return entry.interface.module
  }

  private struct Key: Hashable {
    let name: String
    let kind: DeclarationKind
  }
}

extension SessionNames {
  /// Which overloads of a function to import.
  enum Overloads {
    /// Those of the newest cell: whoever changes a parameter's type means to replace the function.
    case newest
    /// All that differ in their parameters: for calls that the newest ones do not fit.
    case all
  }

  /// The import lines that give a cell what it mentions, oldest cell first.
  ///
  /// Only what is used is imported, so that the hundredth cell compiles as fast as the first; and every
  /// name from exactly one cell, because the compiler would call two of them ambiguous.
  func importLines(
    for cell: ParsedCell, overloads: Overloads = .newest
  ) -> [String] {
    imports + importPlan(for: cell, overloads: overloads).lines(entries)
  }

  private func importPlan(for cell: ParsedCell, overloads: Overloads) -> ImportPlan {
    var plan = ImportPlan()
    let own = Set(cell.declarations.map(\.name))
    for name in cell.mentions {
      guard let indices = owners[name] else { continue }
      // An operator has overloads everywhere: no cell's is meant to replace another type's.
      let overloads = name.isOperatorName ? .all : overloads
      let isHidden = own.contains(name) && !cell.earlierNames.contains(name)
      if isHidden && overloads == .newest { continue }
      for index in chosen(indices, name: name, overloads) { add(name, from: index, to: &plan) }
    }
    for index in extending where extends(index, cell) { plan.extensions.insert(index) }
    for name in cell.mentions {
      for index in operatorOwners[name] ?? [] where definesLiveOperator(name, index) {
        plan.whole.insert(index)
      }
    }
    return plan
  }

  /// The declarations of operators and precedence groups that a cell needs, to be repeated in it.
  ///
  /// No import can name them, and of two whole modules that both declare one the compiler takes neither.
  func operatorDeclarations(for cell: ParsedCell) -> [String] {
    let own = Set(cell.declarations.filter { $0.kind == .operator }.map(\.name))
    var needed: [String: String] = [:]
    var names = cell.mentions
    while let name = names.popFirst() {
      guard let text = operators[name], needed[name] == nil, !own.contains(name) else { continue }
      needed[name] = text
      names.formUnion(Mentions.names(in: Parser.parse(source: text)))
    }
    return needed.values.sorted()
  }

  /// The import lines for everything that is visible at the end of the session.
  func allImportLines() -> [String] {
    var plan = ImportPlan()
    for (name, indices) in owners {
      for index in chosen(indices, name: name, .newest) { add(name, from: index, to: &plan) }
    }
    // Hundreds of names one by one take the compiler long; a cell of which all still holds is imported at once.
    for index in entries.indices where isCurrent(index) { plan.importWhole(index) }
    for index in extending where !isReplaced(index, by: []) { plan.extensions.insert(index) }
    return imports + plan.lines(entries)
  }

  /// Whether no later cell has declared any of a cell's names again.
  private func isCurrent(_ index: Int) -> Bool {
    entries[index].declarations.allSatisfy {
      $0.kind != .operator && owners[$0.name]?.last == index
    } && entries[index].cell.additions.isEmpty
  }

  /// Whether `.all` overloads would import more than `.newest`.
  func hasOlderOverloads(for cell: ParsedCell) -> Bool {
    importLines(for: cell, overloads: .all).count > importLines(for: cell).count
  }

  /// Whether a cell defines an operator for a type that no later cell has declared again.
  private func definesLiveOperator(_ name: String, _ index: Int) -> Bool {
    entries[index].cell.memberOperators.contains { member in
      member.name == name && !(owners[member.type]?.last.map { $0 > index } ?? false)
    }
  }

  private func add(_ name: String, from index: Int, to plan: inout ImportPlan) {
    for declaration in entries[index].declarations
    where declaration.name == name && declaration.kind != .operator {
      plan.add(declaration, from: index)
    }
  }

  private func chosen(_ indices: [Int], name: String, _ overloads: Overloads) -> [Int] {
    guard let newest = indices.last else { return [] }
    guard overloads == .all else { return [newest] }
    // A function older than a variable or type of its name is hidden by it.
    var seen = Set<String>()
    var result: [Int] = []
    for index in indices.reversed() {
      let functions = entries[index].declarations.filter { $0.name == name && $0.kind == .function }
      if functions.isEmpty { return result.isEmpty ? [newest] : result }
      let fresh = functions.filter { seen.insert($0.signature).inserted }
      if !fresh.isEmpty { result.append(index) }
    }
    return result
  }

  /// Whether a cell needs the extensions of an earlier one.
  private func extends(_ index: Int, _ cell: ParsedCell) -> Bool {
    let additions = entries[index].cell.additions
    guard
      additions.actUnnamed || additions.members.contains(where: { cell.mentions.contains($0.name) })
    else { return false }
    return !isReplaced(index, by: [cell])
  }

  /// Whether later cells have declared again all that an earlier one added, or the type that it added it to.
  private func isReplaced(_ index: Int, by newer: [ParsedCell]) -> Bool {
    let later =
      extending.drop { $0 <= index }.map { entries[$0].cell.additions } + newer.map(\.additions)
    let additions = entries[index].cell.additions
    let isConformanceReplaced = additions.conformances.contains { conformance in
      later.contains { $0.conformances.contains(where: conformance.isReplaced) }
    }
    if isConformanceReplaced { return true }
    let types = additions.members.map(\.type) + additions.conformances.map(\.type)
    if types.allSatisfy({ type in owners[type]?.last.map { $0 > index } ?? false }) { return true }
    return additions.conformances.isEmpty
      && additions.members.allSatisfy { member in
        later.contains { $0.members.contains(where: member.isReplaced) }
      }
  }
}

/// The imports of a cell, before they are written down.
private struct ImportPlan {
  private struct ScopedName: Hashable {
    let keyword: String
    let name: String
  }

  var extensions = Set<Int>()
  private var scoped: [Int: Set<ScopedName>] = [:]
  var whole = Set<Int>()

  mutating func add(_ declaration: DeclaredName, from index: Int) {
    if declaration.needsWholeModule {
      whole.insert(index)
    } else {
      scoped[index, default: []].insert(
        ScopedName(keyword: declaration.kind.importKeyword, name: declaration.name))
    }
  }

  /// Imports a cell's module as a whole instead of name by name.
  mutating func importWhole(_ index: Int) {
    if scoped.removeValue(forKey: index) != nil { whole.insert(index) }
  }

  private var named: Set<Int> { extensions.union(scoped.keys).union(whole) }

  /// The entries with members whose modules the plan loads, directly or with others.
  func reach(_ entries: [SessionNames.Entry]) -> Set<Int> {
    named.reduce(into: named.filter { entries[$0].hasMembers }) { $0.formUnion(entries[$1].reach) }
  }

  /// The import lines, oldest cell first: of several extensions of one type the compiler takes the one imported last.
  ///
  /// A module that is loaded with another is imported, too: only so are its members open that are not public.
  func lines(_ entries: [SessionNames.Entry]) -> [String] {
    named.union(reach(entries)).sorted().flatMap { index in
      let interface = entries[index].interface
      let file = CellNames.file(label: interface.label).escapedForLiteral
      let opening = "@_private(sourceFile: \"\(file)\") import"
      var lines = (scoped[index] ?? []).sorted { $0.name < $1.name }.map {
        "\(opening) \($0.keyword) \(interface.module).`\($0.name)`"
      }
      if whole.contains(index) { lines.append("\(opening) \(interface.module)") }
      if lines.isEmpty || extensions.contains(index) {
        lines.append("\(opening) enum \(interface.module).\(CellNames.marker(interface.cell))")
      }
      return lines
    }
  }
}

extension String {
  /// The text as it stands between the quotes of a literal.
  fileprivate var escapedForLiteral: String {
    replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}

extension DeclarationKind {
  /// The word that a scoped import uses for the kind.
  fileprivate var importKeyword: String { self == .actor ? "class" : rawValue }

  /// Whether a declaration of the kind has members.
  fileprivate var hasMembers: Bool {
    switch self {
    case .variable, .function, .operator, .macro: false
    default: true
    }
  }
}
