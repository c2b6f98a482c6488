// SPDX-License-Identifier: MIT
import Notebooks

/// Writes what notebooks hold to files: their figures, or their cells as a program.
struct ExportCommand {
  private let notebooks: [String]
  private let task: Task

  private enum Task {
    case figures(folder: String, formats: [NotebookFigure.Format]?)
    case list
    case script(file: String)
  }

  /// Reads the command line.
  init(_ arguments: [String]) throws(CommandLineError) {
    let options = try Options(
      arguments, valued: ["figures", "format", "script"], flags: ["list"], takesWords: true)
    notebooks = options.words
    guard !notebooks.isEmpty else {
      throw .usage("`lectern export` needs a notebook, such as `lectern export lab.ipynb --list`")
    }
    let tasks =
      ["figures", "script"].filter { options[$0] != nil }
      + (options.contains("list") ? ["list"] : [])
    guard tasks.count == 1 else {
      throw .usage("`lectern export` needs one of --figures DIR, --list and --script FILE")
    }
    if options["format"] != nil && options["figures"] == nil {
      throw .usage("--format belongs to --figures DIR")
    }
    task = try Self.task(options)
    if case .script = task, notebooks.count > 1 {
      throw .usage("--script takes one notebook at a time")
    }
  }

  private static func task(_ options: Options) throws(CommandLineError) -> Task {
    if let file = options["script"] { return .script(file: file) }
    guard let folder = options["figures"] else { return .list }
    return .figures(folder: folder, formats: try options["format"].map(formats))
  }

  private static func formats(_ list: String) throws(CommandLineError) -> [NotebookFigure.Format] {
    var formats: [NotebookFigure.Format] = []
    for name in list.split(separator: ",") {
      guard let format = NotebookFigure.Format(rawValue: name.lowercased()) else {
        let known = NotebookFigure.Format.allCases.map(\.rawValue).joined(separator: ", ")
        throw .usage("'\(name)' is no format of figures: choose among \(known)")
      }
      if !formats.contains(format) { formats.append(format) }
    }
    guard !formats.isEmpty else { throw .usage("--format needs a list such as svg,pdf") }
    return formats
  }

  /// Exports.
  ///
  /// - Returns: the exit code: 1 where something asked for is missing.
  func run() async throws(CommandLineError) -> Int32 {
    switch task {
    case .script(let file):
      return try await ScriptExport(notebook: notebooks[0], file: file).run()
    case .list: return FigureExport(notebooks: notebooks).list()
    case .figures(let folder, let formats):
      return FigureExport(notebooks: notebooks).write(to: folder, formats: formats)
    }
  }
}
