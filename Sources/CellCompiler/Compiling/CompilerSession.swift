// SPDX-License-Identifier: MIT
import SessionWire

/// What the compiler remembers of a session; all of it can be built again from published cells.
struct CompilerSession: Sendable {
  /// The names that later cells may use.
  private(set) var names = SessionNames()
  /// The cells' files, which messages may point into.
  var files: [String: CellFile] = [:]
  /// The cells' labels.
  private(set) var labels: [Int: String] = [:]

  private var modulesChanged = false

  /// Notes that modules were added that are no cells.
  mutating func noteNewModules() { modulesChanged = true }

  /// Whether cells were added since this was last asked.
  mutating func takeModulesChanged() -> Bool {
    defer { modulesChanged = false }
    return modulesChanged
  }

  /// Adds a cell that ran.
  mutating func publish(_ interface: CellInterface, source: String, path: String) {
    modulesChanged = true
    labels[interface.cell] = interface.label
    if files[path] == nil {
      files[path] = CellFile(
        label: interface.label, cell: reconstruct(interface, source, path))
    }
    names.publish(interface, source: source, overloads: overloads(of: path, source))
  }

  /// Which overloads a cell's file imports.
  private func overloads(of path: String, _ source: String) -> SessionNames.Overloads {
    let cell = ParsedCell(source)
    guard names.hasOlderOverloads(for: cell), let text = files[path]?.cell.text else {
      return .newest
    }
    let all = names.importLines(for: cell, overloads: .all)
    return all.allSatisfy { text.contains($0 + "\n") } ? .all : .newest
  }

  /// Finds out how an earlier compiler process rewrote the cell: its file tells which attempt it was.
  private func reconstruct(
    _ interface: CellInterface, _ source: String, _ path: String
  ) -> RewrittenCell {
    let cell = ParsedCell(source)
    let text = Files.read(path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let attempts = CompilationAttempt.attempts(for: cell, in: names)
    let candidates = (attempts + attempts.map(\.withoutVariables)).map {
      $0.rewrite(cell, serial: interface.cell, in: names)
    }
    return candidates.first { $0.text == text }
      ?? SourceEdits().apply(to: source, appending: [])
  }
}

/// One way to compile a cell; the next is tried when it fails.
struct CompilationAttempt: Equatable {
  /// Whether the trailing expression's value is shown.
  let showsValue: Bool
  /// Which overloads of earlier functions the cell sees.
  let overloads: SessionNames.Overloads
  /// Whether the session can ask for the values of the cell's variables.
  var registersVariables = true
  /// Whether its messages say better what is wrong than the first attempt's.
  let explainsBetter: Bool

  /// The ways to compile a cell, best first.
  static func attempts(for cell: ParsedCell, in names: SessionNames) -> [CompilationAttempt] {
    let value = TrailingExpression(of: cell.tree)
    let overloads: [SessionNames.Overloads] =
      names.hasOlderOverloads(for: cell) ? [.newest, .all] : [.newest]
    let shown = overloads.map {
      CompilationAttempt(showsValue: value != nil, overloads: $0, explainsBetter: false)
    }
    guard let value else { return shown }
    // An `if` whose branches differ in type is no expression, yet a good statement.
    return shown
      + overloads.map {
        CompilationAttempt(showsValue: false, overloads: $0, explainsBetter: value.isBranching)
      }
  }

  /// The same without the code that reads the cell's variables, for those that cannot be read from everywhere.
  var withoutVariables: CompilationAttempt {
    var attempt = self
    attempt.registersVariables = false
    return attempt
  }

  /// Rewrites the cell for this attempt.
  func rewrite(_ cell: ParsedCell, serial: Int, in names: SessionNames) -> RewrittenCell {
    CellRewriter(cell: cell, serial: serial, earlierModule: names.valueModule)
      .rewrite(
        appending: names.operatorDeclarations(for: cell)
          + names.importLines(for: cell, overloads: overloads), showsValue: showsValue,
        registersVariables: registersVariables)
  }
}
