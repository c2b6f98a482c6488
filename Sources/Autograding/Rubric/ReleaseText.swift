// SPDX-License-Identifier: MIT
import Notebooks

/// The text of a cell as students get it: without solutions, hidden tests and marking schemes.
enum ReleaseText {
  /// What stands for a removed solution, as the course's nbgrader configuration writes it.
  private static let codeStub = ["// YOUR CODE HERE", "notImplemented()"]
  private static let textStub = ["*Your answer here.*"]

  /// The released text of a cell of the source notebook; of a released cell it is the text itself.
  static func of(_ cell: NotebookCell, _ metadata: GradeMetadata) -> String {
    let stub = cell.kind == .code ? codeStub : textStub
    let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
    var released = cut("SOLUTION", from: lines, leaving: stub)
    if metadata.isSolution, released == lines.map(String.init), !isReleased(cell) {
      released = stub
    }
    released = cut("HIDDEN TESTS", from: released)
    return cut("MARK SCHEME", from: released).joined(separator: "\n")
  }

  /// Whether nbgrader made the cell's text from a source: then it has noted its checksum.
  private static func isReleased(_ cell: NotebookCell) -> Bool {
    cell.metadata["nbgrader"]?.object?["checksum"] != nil
  }

  /// The lines without the regions between `BEGIN name` and `END name`.
  private static func cut(
    _ name: String, from lines: [some StringProtocol], leaving stub: [String] = []
  ) -> [String] {
    var kept: [String] = []
    var isInside = false
    for line in lines {
      if line.contains("BEGIN \(name)") {
        isInside = true
        let indent = line.prefix { $0 == " " || $0 == "\t" }
        kept += stub.map { indent + $0 }
      } else if line.contains("END \(name)") {
        isInside = false
      } else if !isInside {
        kept.append(String(line))
      }
    }
    return kept
  }
}
