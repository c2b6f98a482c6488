// SPDX-License-Identifier: MIT
import FoundationEssentials
import Notebooks
import SessionWire
import SwiftSession

/// Writes a notebook as one Swift file, which `lectern compile` makes a program of.
struct ScriptExport {
  /// The notebook's path, or `-` for standard input.
  let notebook: String
  /// The script's path, or `-` for standard output.
  let file: String

  /// Writes the script.
  ///
  /// - Returns: the exit code.
  func run() async throws(CommandLineError) -> Int32 {
    let input = NotebookInput(path: notebook)
    let parts = try parts(of: input)
    let writer: ScriptWriter
    do throws(SessionError) { writer = try ScriptWriter(paths: Setting.paths) } catch {
      throw .failed("\(error)")
    }
    let script = await writer.script(of: parts)
    writer.end()
    guard let script else {
      throw .failed("the compiler could not be asked: `lectern doctor` may tell more")
    }
    guard file != "-" else {
      print(script, terminator: "")
      return 0
    }
    do { try Data(script.utf8).write(to: URL(filePath: file), options: .atomic) } catch {
      throw .failed("\(file) cannot be written (\(error.reason)): choose another place")
    }
    print("\(file): `lectern compile \(file)` makes a program of it")
    return 0
  }

  private func parts(of input: NotebookInput) throws(CommandLineError) -> [ScriptPart] {
    let notebook = try input.read()
    if let language = notebook.language, language != "swift" {
      throw .failed("\(input.path) is written in \(language): only Swift becomes a Swift script")
    }
    var number = 0
    return notebook.cells.compactMap { cell -> ScriptPart? in
      guard !cell.source.allSatisfy(\.isWhitespace) else { return nil }
      switch cell.kind {
      case .markdown: return .prose(cell.source)
      case .raw: return nil
      case .code:
        number += 1
        return .code(cell.source, label: "In[\(cell.executionCount ?? number)]")
      }
    }
  }
}
