// SPDX-License-Identifier: MIT
import SessionWire

/// The one error that stands for all that the compiler found wrong in a cell.
struct CompileReport {
  let diagnostics: [Diagnostic]
  /// What became of the names that cells declared.
  var history = NameHistory()

  /// More than these are counted only: the first ones are what a person can mend.
  private static let shownErrors = 8

  var error: CellError {
    let errors = diagnostics.filter { $0.severity == .error }
    let shown = errors.prefix(Self.shownErrors)
    let value = errors.first?.message ?? "the cell does not compile"
    let more = errors.count - 1
    let first = shown.first.map(details) ?? []
    let others = shown.dropFirst().flatMap { [headline($0)] + details($0) }
    let hidden = errors.count - shown.count
    return CellError(
      name: "CompileError", value: more > 0 ? "\(value) (and \(more) more)" : value,
      details: first + others + (hidden > 0 ? ["… and \(hidden) more errors"] : []))
  }

  private func headline(_ diagnostic: Diagnostic) -> String {
    "\(Style.red("error")): \(diagnostic.message)"
  }

  private func details(_ diagnostic: Diagnostic) -> [String] {
    excerpt(diagnostic) + explanation(of: diagnostic)
      + diagnostic.fixIts.map { "  \(Style.green("fix")): \($0)" }
      + diagnostic.notes.flatMap { note in
        ["\(Style.yellow("note")): \(note.message)"]
          + (note.isAt(diagnostic) ? [] : excerpt(note))
          + note.fixIts.map { "  \(Style.green("fix")): \($0)" }
      }
  }

  private func explanation(of diagnostic: Diagnostic) -> [String] {
    history.explanation(of: diagnostic.message).map { ["\(Style.yellow("note")): \($0)"] } ?? []
  }

  private func excerpt(_ diagnostic: Diagnostic) -> [String] {
    guard let label = diagnostic.label, diagnostic.line > 0 else { return [] }
    return SourceExcerpt(
      label: label, line: diagnostic.line, column: diagnostic.column, length: diagnostic.length,
      text: diagnostic.sourceLine
    ).lines
  }
}

extension Diagnostic {
  /// Whether both point at the same place, whose line need not be shown twice.
  fileprivate func isAt(_ other: Diagnostic) -> Bool {
    label == other.label && line == other.line && column == other.column
  }
}
