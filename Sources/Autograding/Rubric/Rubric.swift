// SPDX-License-Identifier: MIT
package import Notebooks

/// Why a notebook cannot serve as a rubric.
package enum RubricError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case noPoints(path: String)
  case duplicateID(path: String, id: String)
  case otherLanguage(path: String, language: String)

  /// What is wrong and what to do about it.
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "the rubric \(path): \(reason)"
    case .noPoints(let path):
      "the rubric \(path) has no cell with points: mark test cells in JupyterLab with nbgrader's "
        + "Create Assignment, or name the assignment's source or release notebook"
    case .duplicateID(let path, let id):
      "the rubric \(path) has two cells with the grade id '\(id)': give each its own"
    case .otherLanguage(let path, let language):
      "the rubric \(path) is a notebook in \(language): `lectern grade` runs Swift cells only"
    }
  }
}

/// An assignment as the teacher made it: which cells earn points, and what stands in them.
package struct Rubric: Sendable {
  /// One cell of the assignment.
  struct Item: Sendable {
    let cell: NotebookCell
    let metadata: GradeMetadata
    /// The text that students got.
    let released: String
    /// The text that is run: locked cells keep their hidden tests, others are as released.
    var source: String { metadata.isLocked ? cell.source : released }
  }

  /// The assignment's cells with names, in their order.
  let items: [Item]
  private let index: [String: Int]

  /// Reads the source or the release notebook of an assignment.
  package init(path: String) throws(RubricError) {
    let notebook: Notebook
    do throws(NotebookError) {
      notebook = try Notebook(path: path)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    try self.init(notebook, path: path)
  }

  /// Takes a notebook as a rubric; the path is for errors.
  package init(_ notebook: Notebook, path: String) throws(RubricError) {
    if let language = notebook.language, language.lowercased() != "swift" {
      throw .otherLanguage(path: path, language: language)
    }
    var items: [Item] = []
    var index: [String: Int] = [:]
    // Cells with the tag `solution` are for the teacher alone.
    for cell in notebook.cells where !cell.tags.contains("solution") {
      guard let metadata = GradeMetadata(cell) else { continue }
      guard index.updateValue(items.count, forKey: metadata.id) == nil else {
        throw .duplicateID(path: path, id: metadata.id)
      }
      let released = ReleaseText.of(cell, metadata)
      items.append(Item(cell: cell, metadata: metadata, released: released))
    }
    guard items.contains(where: { $0.metadata.points > 0 }) else { throw .noPoints(path: path) }
    self.items = items
    self.index = index
  }

  /// The cells that can earn points, in their order.
  package var exercises: [GradeMetadata] {
    items.map(\.metadata).filter { $0.isGrade || $0.isTask }
  }

  func item(_ id: String) -> Item? { index[id].map { items[$0] } }

  /// The cells that stand before one, the nearest first.
  func predecessors(of id: String) -> [String] {
    guard let end = index[id] else { return [] }
    return items[..<end].reversed().map(\.metadata.id)
  }
}
