// SPDX-License-Identifier: MIT
package import Notebooks

/// What nbgrader's metadata say about a cell.
package struct GradeMetadata: Sendable, Equatable {
  /// The cell's name in the assignment.
  package let id: String
  /// Whether the cell earns points.
  package let isGrade: Bool
  /// Whether students change the cell.
  package let isSolution: Bool
  /// Whether the cell is a task in prose, marked by hand.
  package let isTask: Bool
  /// Whether the teacher's text takes the place of the student's.
  package let isLocked: Bool
  /// The points that the cell can earn.
  package let points: Double

  /// Reads a cell's metadata; nil where it has none or they name no cell.
  package init?(_ cell: NotebookCell) {
    guard let members = cell.metadata["nbgrader"]?.object, let id = members["grade_id"]?.string
    else { return nil }
    self.id = id
    isGrade = members["grade"]?.bool ?? false
    isSolution = members["solution"]?.bool ?? false
    isTask = members["task"]?.bool ?? false
    isLocked = !isSolution && (isGrade || members["locked"]?.bool ?? false)
    points = members["points"]?.double ?? 0
  }
}
