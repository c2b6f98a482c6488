// SPDX-License-Identifier: MIT
import FoundationEssentials
import Notebooks

/// Lists the figures of executed notebooks, or writes each under its own name.
struct FigureExport {
  let notebooks: [String]

  /// Prints name, formats, cell and content of each figure.
  ///
  /// - Returns: the exit code: 1 where a notebook cannot be read or has no figures.
  func list() -> Int32 {
    visit { input, figures in
      if notebooks.count > 1 { print("\(input.path):") }
      let names = Self.column(figures.map(\.name))
      let formats = Self.column(
        figures.map { $0.formats.map(\.rawValue).joined(separator: ",") })
      for (index, figure) in figures.enumerated() {
        let words = figure.summary.split(separator: "\n").first ?? ""
        let shown = words.count > 100 ? words.prefix(99) + "…" : words
        print("\(names[index])  \(formats[index])  cell \(figure.cell)  \(shown)")
      }
    }
  }

  /// Texts of one width.
  private static func column(_ texts: [String]) -> [String] {
    let width = texts.map(\.count).max() ?? 0
    return texts.map { $0 + String(repeating: " ", count: width - $0.count) }
  }

  /// Writes the figures of one notebook into a folder, those of several into a folder for each.
  ///
  /// - Parameter formats: the formats that must be there, or nil for all that are there.
  /// - Returns: the exit code: 1 where something is missing; what can be written is written.
  func write(to folder: String, formats: [NotebookFigure.Format]?) -> Int32 {
    visit { input, figures throws(CommandLineError) in
      let place = notebooks.count > 1 ? "\(folder)/\(input.stem)" : folder
      try Self.make(place)
      var count = 0
      for figure in figures where try Self.write(figure, to: place, formats: formats) { count += 1 }
      print("\(input.path): \(count) figure\(count == 1 ? "" : "s") in \(place)/")
      if let fault = Self.missing(formats ?? [], in: figures, of: input) { throw fault }
    }
  }

  /// Writes a figure's files; the result tells whether it has any of the formats.
  private static func write(
    _ figure: NotebookFigure, to folder: String, formats: [NotebookFigure.Format]?
  ) throws(CommandLineError) -> Bool {
    let start = "\(folder)/\(figure.name)"
    var isWritten = false
    for format in formats ?? figure.formats.filter({ $0.isOfEveryFigure || $0 == .jpg }) {
      guard let content = figure.content(in: format) else { continue }
      try write(content, to: "\(start).\(format.rawValue)")
      isWritten = true
    }
    if isWritten, let manifest = figure.manifest {
      try write(manifest.bytes(isIndented: true) + [UInt8(ascii: "\n")], to: "\(start).json")
    }
    return isWritten
  }

  /// Does something with the figures of each notebook; a fault of one does not keep others from it.
  private func visit(
    _ body: (NotebookInput, [NotebookFigure]) throws(CommandLineError) -> Void
  ) -> Int32 {
    var count = 0
    var hasFault = false
    for input in notebooks.map(NotebookInput.init) {
      do throws(CommandLineError) {
        let figures = try Self.figures(of: input)
        count += figures.count
        guard !figures.isEmpty || notebooks.count == 1 else { continue }
        try body(input, figures)
      } catch {
        printError("lectern: \(error)")
        hasFault = true
      }
    }
    if count == 0 && !hasFault {
      printError("lectern: no cell of \(notebooks.joined(separator: ", ")) shows a figure")
    }
    return hasFault || count == 0 ? 1 : 0
  }

  private static func figures(of input: NotebookInput) throws(CommandLineError) -> [NotebookFigure]
  {
    let notebook = try input.read()
    guard notebook.isExecuted else {
      throw .failed(
        "\(input.path) was not executed, so it holds no figures: run "
          + "`jupyter nbconvert --to notebook --execute --inplace \(input.path)` first")
    }
    let figures = notebook.figures(stem: input.stem)
    var cells: [String: Int] = [:]
    for figure in figures {
      if figure.name.contains("/") || figure.name.hasPrefix(".") {
        throw .failed(
          "\(input.path): the figure of cell \(figure.cell) is named '\(figure.name)', "
            + "which is no name of a file: change it with `.named(…)`")
      }
      if let other = cells.updateValue(figure.cell, forKey: figure.name) {
        throw .failed(
          "\(input.path): the figures of cells \(other) and \(figure.cell) are both named "
            + "'\(figure.name)': give one of them another name with `.named(…)`")
      }
    }
    return figures
  }

  /// What was asked for and is not there; an animation's formats only concern animations.
  private static func missing(
    _ formats: [NotebookFigure.Format], in figures: [NotebookFigure], of input: NotebookInput
  ) -> CommandLineError? {
    let lacking = formats.compactMap { format -> String? in
      let count = figures.count { $0.content(in: format) == nil }
      // A moving picture is only expected of animations.
      let isMissing = format.isOfEveryFigure ? count > 0 : count == figures.count
      return isMissing ? "\(count) of \(figures.count) figures without \(format.rawValue)" : nil
    }
    guard !lacking.isEmpty else { return nil }
    return .failed(
      "\(input.path) holds \(lacking.joined(separator: ", ")): a notebook that was made smaller for "
        + "a repository keeps only some formats; execute it again and export that copy")
  }

  private static func make(_ folder: String) throws(CommandLineError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .failed("the folder \(folder) cannot be made (\(error.reason)): choose another one")
    }
  }

  private static func write(_ content: [UInt8], to path: String) throws(CommandLineError) {
    do { try Data(content).write(to: URL(filePath: path), options: .atomic) } catch {
      throw .failed(
        "\(path) cannot be written (\(error.reason)): choose another folder, or make room there")
    }
  }
}

extension NotebookFigure.Format {
  /// Whether every figure of the library has the format.
  fileprivate var isOfEveryFigure: Bool { self == .svg || self == .pdf || self == .png }
}
