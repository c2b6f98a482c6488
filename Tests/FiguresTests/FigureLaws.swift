// SPDX-License-Identifier: MIT

import Display
import Foundation
import Testing

@testable import Figures

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Figures") struct FigureLaws {
  private let plot = Plot { Line([3, 1, 2], name: "a < b") }.axes(x: "epoch", y: "loss")

  @Test("A figure goes out in four formats, with its name and what it shows")
  func formats() {
    let bundle = plot.named("loss_curve").mimeBundle
    #expect(
      bundle.contents.keys.sorted() == [
        "application/pdf", "image/png", "image/svg+xml", "text/plain",
      ])
    #expect(bundle.metadata["filename"] == "loss_curve")
    #expect(bundle.metadata["lectern"] == plot.outline)
    #expect(bundle.metadata["alt"] == .string(plot.summary))
    #expect(plot.mimeBundle.metadata["filename"] == nil)
  }

  @Test("The same figure is the same bytes in every format")
  func deterministic() {
    let grid = ImageGrid([0, 0.5, 1, 0.25], count: 1, height: 2, width: 2).title("Σ")
    #expect(plot.mimeBundle == plot.mimeBundle)
    #expect(grid.mimeBundle == grid.mimeBundle)
  }

  @Test("The PDF is a PDF that does not tell when it was made")
  func pdf() async throws {
    let early = plot.pdf()
    try await Task.sleep(for: .milliseconds(1_100))
    #expect(early.starts(with: "%PDF-".utf8))
    #expect(plot.pdf() == early)
  }

  @Test("Text stays text in SVG, escaped, and the document is well formed")
  func svg() {
    let svg = plot.title("p(x | z) & \"q\"\u{1}").svg()
    #expect(svg.contains(">a &lt; b</text>"))
    #expect(svg.contains(">p(x | z) &amp; &quot;q&quot;</text>"))
    #expect(WellFormed.check(svg))
  }

  @Test("A figure is saved in the format that its name ends in", arguments: ["svg", "png", "pdf"])
  func save(_ format: String) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).\(format)")
    defer { try? FileManager.default.removeItem(at: file) }
    try plot.save(file.path)
    let expected = ["svg": Array(plot.svg().utf8), "png": plot.png(), "pdf": plot.pdf()]
    #expect(try Array(Data(contentsOf: file)) == expected[format])
  }

  @Test("A manifest is written beside a saved figure, and nothing else is left in the folder")
  func saveManifest() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try plot.save(folder.path + "/loss.svg", manifest: true)
    try plot.save(folder.path + "/loss.svg", manifest: true)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == ["loss.json", "loss.svg"])
    let data = try Data(contentsOf: folder.appendingPathComponent("loss.json"))
    let read = try JSONDecoder().decode(JSON.self, from: data)
    #expect(read["x"]?["label"] == "epoch" && read["marks"] != nil)
  }

  @Test("A place that cannot be written is told, and leaves no draft")
  func saveInPlaceOfFolder() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let inner = folder.appendingPathComponent("loss.svg")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: FigureError.self) { try plot.save(inner.path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["loss.svg"])
  }

  @Test("A figure that cannot be saved says why and what to do")
  func saveErrors() {
    #expect(throws: FigureError.unknownFormat(path: "loss.gif")) { try plot.save("loss.gif") }
    let missing = FigureError.folderMissing(
      path: "/no/such/folder/loss.svg", folder: "/no/such/folder")
    #expect(throws: missing) { try plot.save("/no/such/folder/loss.svg") }
    #expect(missing.description.contains("Make it"))
    #expect(FigureError.unknownFormat(path: "a.gif").description.contains(".svg, .pdf or .png"))
  }

  @Test("The words name marks, axes and ranges")
  func words() {
    #expect(
      plot.title("Loss").summary
        == "Plot “Loss”: line through 3 points (a < b); epoch from −0.08 to 2.08; loss from 0.92 to 3.08"
    )
    #expect(Plot {}.summary == "Plot: nothing; x from −0.04 to 1.04; y from −0.04 to 1.04")
    let grid = ImageGrid([Float](repeating: 0, count: 12), count: 3, height: 2, width: 2)
    #expect(grid.summary == "Image grid: 2 × 2, 3 images of 2 × 2 pixels, values 0 to 1")
  }

  @Test("The manifest tells kind, axes and the size of every mark")
  func manifest() {
    let manifest = plot.manifest
    #expect(manifest["x"]?["label"] == "epoch")
    #expect(plot.outline["marks"] == [["kind": "line", "name": "a < b", "count": 3]])
    #expect(
      manifest["marks"] == [
        [
          "kind": "line", "name": "a < b", "count": 3,
          "data": ["x": [0.0, 1.0, 2.0], "y": [3.0, 1.0, 2.0]],
        ]
      ])
    #expect(plot.data == [["x": [0, 1, 2], "y": [3, 1, 2]]])
    let grid = ImageGrid([0, 1, 0, 1], count: 4, height: 1, width: 1, columns: 3).manifest
    #expect(grid["rows"] == 2 && grid["columns"] == 3 && grid["count"] == 4)
    let panels = Panels(columns: 3) {
      plot
      plot
    }.manifest
    #expect(panels["columns"] == 2 && panels["rows"] == 1)
  }
}

/// Whether a text is XML with matching tags.
private final class WellFormed: NSObject, XMLParserDelegate {
  static func check(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }
}
