// SPDX-License-Identifier: MIT

/// A picture among the outputs of an executed notebook.
package struct NotebookFigure: Sendable, Equatable {
  /// A format in which a figure can be written to a file.
  package enum Format: String, Sendable, CaseIterable {
    case svg
    case pdf
    case png
    /// An animation as a PNG that moves.
    case apng
    /// An animation with its player, as a page of its own.
    case html
    case jpg
  }

  /// The name of its files, without an ending.
  package let name: String
  /// Whether the cell gave the name; otherwise it is made of the places of cell and output.
  package let isNamed: Bool
  /// The number of its cell, from 1.
  package let cell: Int
  private let output: NotebookOutput

  /// What the figure shows, in words.
  package var summary: String {
    output.metadata["alt"]?.string ?? output.text("text/plain") ?? ""
  }

  /// What the figure shows, for programs; nil for pictures that do not come from the library.
  package var manifest: JSONValue? { output.metadata["lectern"] }

  private var isAnimation: Bool { manifest?.object?["kind"]?.string == "animation" }

  /// The formats that the notebook holds.
  package var formats: [Format] { Format.allCases.filter { content(in: $0) != nil } }

  /// The bytes of the figure's file in a format; nil where the notebook does not hold it.
  package func content(in format: Format) -> [UInt8]? {
    switch format {
    case .svg: output.text("image/svg+xml").map { Array($0.utf8) }
    case .pdf: output.bytes("application/pdf")
    case .png: output.bytes("image/png")
    case .jpg: output.bytes("image/jpeg")
    case .apng: isAnimation ? output.bytes("image/png") : nil
    case .html: isAnimation ? output.text("text/html").map(Self.page) : nil
    }
  }

  /// The page that a frame shows: in a notebook it stands in quotes.
  private static func page(inFrame html: String) -> [UInt8] {
    guard let start = html.firstRange(of: "srcdoc=\""),
      let end = html[start.upperBound...].firstIndex(of: "\"")
    else { return Array(html.utf8) }
    var page = String(html[start.upperBound..<end])
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\"")] {
      page.replace(entity, with: character)
    }
    return Array(page.replacing("&amp;", with: "&").utf8)
  }

  fileprivate init?(_ output: NotebookOutput, stem: String, cell: Int, position: Int) {
    let types = ["image/png", "image/svg+xml", "application/pdf", "image/jpeg"]
    guard types.contains(where: { output.data[$0] != nil }) else { return nil }
    let given = output.metadata["filename"]?.string ?? ""
    isNamed = !given.isEmpty
    name = isNamed ? given : "\(stem)_\(cell)_\(position)"
    self.cell = cell
    self.output = output
  }
}

extension Notebook {
  /// Whether any cell was executed, or none holds code.
  package var isExecuted: Bool {
    let code = cells.filter { $0.kind == .code && !$0.source.allSatisfy(\.isWhitespace) }
    return code.isEmpty || code.contains { $0.executionCount != nil || !$0.outputs.isEmpty }
  }

  /// The figures in their order.
  ///
  /// - Parameter stem: what the names begin with that no cell gave.
  package func figures(stem: String) -> [NotebookFigure] {
    cells.enumerated().flatMap { index, cell in
      cell.outputs.enumerated().compactMap { position, output in
        NotebookFigure(output, stem: stem, cell: index + 1, position: position + 1)
      }
    }
  }
}
