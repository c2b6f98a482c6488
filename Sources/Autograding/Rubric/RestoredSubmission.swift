// SPDX-License-Identifier: MIT
package import Notebooks

/// A student's notebook with the teacher's cells put back in their places.
package struct RestoredSubmission: Sendable {
  /// Why a notebook is no submission of an assignment.
  package struct Mismatch: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what to do about it.
    package let description: String
  }

  /// The notebook that is run.
  package private(set) var notebook: Notebook
  /// The names of teachers' cells that the student had changed.
  package private(set) var tampered: [String] = []
  /// The names of the assignment's cells that the student had deleted.
  package private(set) var missing: [String] = []
  /// The names of test cells whose outputs come from the released text, which lacks the hidden tests.
  private(set) var withoutHiddenTests: Set<String> = []

  /// Puts back what the student changed or deleted of the teacher's cells.
  package init(_ submission: Notebook, rubric: Rubric) throws(Mismatch) {
    notebook = submission
    guard !submission.cells.isEmpty else {
      throw Mismatch(description: "an empty notebook: ask the student to submit again")
    }
    let names = submission.cells.compactMap { GradeMetadata($0)?.id }
    guard names.contains(where: { rubric.item($0) != nil }) else {
      throw Mismatch(
        description: "a notebook without any cell of this assignment: "
          + "it belongs to another one, or nbgrader's metadata were removed")
    }
    dropDuplicates()
    for position in notebook.cells.indices { restore(at: position, rubric) }
    for item in rubric.items where self.position(of: item.metadata.id) == nil {
      insert(item, rubric)
    }
  }

  /// The cell with a name.
  func cell(_ id: String) -> NotebookCell? {
    position(of: id).map { notebook.cells[$0] }
  }

  private func position(of id: String) -> Int? {
    notebook.cells.firstIndex { GradeMetadata($0)?.id == id }
  }

  /// Of cells with one name the last keeps it, as in nbgrader.
  private mutating func dropDuplicates() {
    var seen: Set<String> = []
    for position in notebook.cells.indices.reversed() {
      guard let metadata = GradeMetadata(notebook.cells[position]) else { continue }
      if !seen.insert(metadata.id).inserted { forgetName(at: position) }
    }
  }

  private mutating func forgetName(at position: Int) {
    notebook.cells[position].metadata["nbgrader"] = nil
  }

  private mutating func restore(at position: Int, _ rubric: Rubric) {
    let cell = notebook.cells[position]
    guard let id = GradeMetadata(cell)?.id else { return }
    guard let item = rubric.item(id) else { return forgetName(at: position) }
    let isLocked = item.metadata.isLocked
    let isOriginal = cell.source == item.source || cell.source == item.released
    if isLocked, !isOriginal { tampered.append(id) }
    if isLocked, isOriginal, cell.source != item.source { withoutHiddenTests.insert(id) }
    var restored = NotebookCell(
      item.cell.kind, source: isLocked ? item.source : cell.source, id: cell.id ?? id,
      metadata: cell.metadata)
    restored.metadata["nbgrader"] = item.cell.metadata["nbgrader"]
    if cell.kind == .code, item.cell.kind == .code, isOriginal || !isLocked {
      restored.outputs = cell.outputs
      restored.executionCount = cell.executionCount
    }
    notebook.cells[position] = restored
  }

  /// Puts a deleted cell behind the nearest cell that stood before it.
  private mutating func insert(_ item: Rubric.Item, _ rubric: Rubric) {
    let id = item.metadata.id
    missing.append(id)
    let before = rubric.predecessors(of: id).compactMap { position(of: $0) }.first
    let cell = NotebookCell(
      item.cell.kind, source: item.source, id: item.cell.id ?? id, metadata: item.cell.metadata)
    notebook.cells.insert(cell, at: before.map { $0 + 1 } ?? 0)
  }
}

extension RestoredSubmission {
  /// Clears the outputs of all code cells and names the cells to run.
  mutating func prepareForExecution() -> [CellJob.Cell] {
    var cells: [CellJob.Cell] = []
    for position in notebook.cells.indices where notebook.cells[position].kind == .code {
      notebook.cells[position].outputs = []
      notebook.cells[position].executionCount = nil
      cells.append(CellJob.Cell(position: position, source: notebook.cells[position].source))
    }
    return cells
  }

  /// Puts in the outputs; a cell without a report did not come to its end and has failed.
  mutating func take(_ reports: [CellReport], of cells: [CellJob.Cell], ending: String) {
    for report in reports where notebook.cells.indices.contains(report.position) {
      notebook.cells[report.position].outputs = report.outputs
      notebook.cells[report.position].executionCount = report.executionCount
    }
    let reported = Set(reports.map(\.position))
    for cell in cells where !reported.contains(cell.position) {
      let text = "the cell was not run to its end: \(ending)."
      notebook.cells[cell.position].outputs = [
        .error(name: "NotRun", value: text, report: ["NotRun: \(text)"])
      ]
    }
  }

  /// Whether cells were left out because the time was used up.
  var ranOutOfTime: Bool {
    notebook.cells.contains { $0.outputs.contains { $0.errorName == CellRunner.outOfTime } }
  }
}
