// SPDX-License-Identifier: MIT
import FoundationEssentials

/// Why no session can be started.
package enum SessionError: Error, Sendable, CustomStringConvertible {
  case noScratchFolder

  package var description: String {
    switch self {
    case .noScratchFolder:
      "no folder for compiled cells can be made in /dev/shm, TMPDIR or /tmp: "
        + "make one of them writable, or set TMPDIR"
    }
  }
}

extension CellError {
  /// The error of a cell that was stopped before it ran.
  static let interrupted = CellError(name: "Interrupted", value: "the cell was stopped.")

  /// The error of a cell of a graded run that comes after the session's death: what was lost shall earn nothing.
  static func afterTheEnd(at label: String) -> CellError {
    CellError(
      name: "SessionDied",
      value: "the session's process ended at \(label), and a graded run ends with it. "
        + "This cell did not run.")
  }
}

extension CellError {
  /// The error of a cell whose process is gone; without a status because the cell could not be stopped.
  static func sessionDied(in label: String, _ status: ExitStatus?) -> CellError {
    let reason =
      status.map { "the session's process ended while \(label) ran: \($0.description)" }
      ?? "\(label) could not be stopped, so the session's process was ended"
    return CellError(
      name: "SessionDied",
      value: "\(reason). Its variables are lost; the next cell starts a fresh session.")
  }
}

/// The session's own files.
enum SessionFiles {
  /// The names of what a folder holds.
  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// Removes a folder with all it holds; what cannot be removed stays.
  static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}
