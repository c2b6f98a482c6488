// SPDX-License-Identifier: MIT
import Glibc
import Notebooks

/// A notebook that a command line names, by its path or as `-` for standard input.
struct NotebookInput {
  /// What the command line says.
  let path: String

  /// The file's name without folders and ending.
  var stem: String {
    guard path != "-" else { return "notebook" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".ipynb") ? String(name.dropLast(6)) : name
  }

  /// Reads the notebook.
  func read() throws(CommandLineError) -> Notebook {
    do throws(NotebookError) {
      guard path == "-" else { return try Notebook(path: path) }
      return try Notebook(bytes: Self.standardInput())
    } catch {
      throw .failed("\(error)".contains(path) ? "\(error)" : "\(path): \(error)")
    }
  }

  private static func standardInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }
}
