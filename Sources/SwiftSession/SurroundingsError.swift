// SPDX-License-Identifier: MIT
import Glibc
import SessionWire

/// What went wrong around a cell rather than in it: full disks, lost files, a toolchain that is not there.
struct SurroundingsError {
  let paths: SessionPaths
  let scratch: String

  /// The error to show in place of the compiler's words; nil where the cell is to blame.
  func error(in diagnostics: [Diagnostic]) -> CellError? {
    for message in diagnostics.filter({ $0.severity == .error }).map(\.message) {
      if message.contains(Self.noRoom) { return diskFull }
      if let label = message.wholeMatch(of: /no such (In\[\d+\])/)?.output.1 {
        return filesLost(of: String(label))
      }
    }
    return nil
  }

  private static let noRoom = String(cString: strerror(ENOSPC))

  private var diskFull: CellError {
    let isScratch = Self.freeBytes(in: scratch) <= Self.freeBytes(in: paths.cache)
    let folder = isScratch ? parent(of: scratch) : paths.cache
    let variable = isScratch ? "TMPDIR" : "LECTERN_CACHE"
    return CellError(
      name: "DiskFull",
      value: "there is no room left in \(folder), where compiled code is kept. Nothing ran and "
        + "all variables stay. Remove files there and run the cell again; or set \(variable) to a "
        + "folder with room and restart the kernel.")
  }

  private func filesLost(of label: String) -> CellError {
    CellError(
      name: "FilesLost",
      value: "the compiled form of \(label) is gone: something removed the session's files in "
        + "\(parent(of: scratch)). Run \(label) again to use what it defines; all else works.")
  }

  private func parent(of folder: String) -> String {
    folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? folder
  }

  private static func freeBytes(in folder: String) -> UInt {
    var status = statvfs()
    return statvfs(folder, &status) == 0 ? status.f_bavail * status.f_frsize : .max
  }

  /// The error where the compiler cannot even be started.
  func compilerUnavailable(_ reason: String) -> CellError {
    CellError(
      name: "CompilerUnavailable",
      value: "\(reason). Nothing ran and all variables stay. The toolchain is looked for in "
        + "\(paths.toolchain): set LECTERN_TOOLCHAIN to the `usr` folder of Swift and restart the "
        + "kernel; `lectern doctor` tells what is missing.")
  }

  /// The error where the compiler's process ended over a cell.
  static func compilerEnded(_ status: ExitStatus?) -> CellError {
    if case .killed(SIGKILL) = status {
      return CellError(
        name: "CompilerKilled",
        value: "the Swift compiler's process was killed (by another program, or by the system for "
          + "want of memory). Nothing ran and all variables stay. Run the cell again.")
    }
    return CellError(
      name: "CompilerCrashed",
      value: "the Swift compiler crashed on this cell. Nothing ran and all variables stay; "
        + "write the cell another way, or in smaller parts.")
  }
}
