// SPDX-License-Identifier: MIT

import Display
import Foundation
import Tensors
import Testing

@testable import Figures

@Suite("Animations") struct AnimationLaws {
  private let animation = Animation(over: 1...3) { count in
    Plot { Line((0...count).map(Double.init)) }.size(100 + Double(count) * 10, 80)
  }

  @Test("The check of a PNG's parts is that of the standard")
  func checksum() {
    #expect(AnimatedPNG.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(AnimatedPNG.checksum(Array("IEND".utf8)) == 0xAE42_6082)
  }

  @Test("A moving PNG is the first frame with all others behind it")
  func moving() throws {
    let bytes = animation.animatedPNG()
    let chunks = AnimatedPNG.chunks(bytes)
    #expect(chunks.first?.kind == "IHDR" && chunks.last?.kind == "IEND")
    #expect(chunks.count { $0.kind == "fcTL" } == 3)
    #expect(chunks.first { $0.kind == "acTL" }?.data == [0, 0, 0, 3, 0, 0, 0, 0])
    let numbers = chunks.filter { $0.kind == "fcTL" || $0.kind == "fdAT" }.map { $0.data[3] }
    #expect(numbers == (0..<UInt8(numbers.count)).map { $0 })
    let first = try #require(PNGDecoder.decode(bytes))
    #expect(first.width == 260 && first.height == 160)
  }

  @Test("The player holds every frame and needs nothing from elsewhere")
  func player() {
    let html = animation.html()
    #expect(html.components(separatedBy: "data:image/png;base64,").count == 4)
    #expect(!html.contains("http"))
    let bundle = animation.named("path").mimeBundle
    #expect(
      bundle.contents.keys.sorted() == [
        "application/pdf", "image/png", "image/svg+xml", "text/html", "text/plain",
      ])
    #expect(bundle.metadata["filename"] == "path")
    #expect(bundle.metadata["lectern"]?["count"] == 3)
  }

  @Test("The frame in a notebook is as large as figure and controls, so that nothing is cut off")
  func frame() {
    let picture = ImageGrid(Tensor.zeros([1, 4, 4])).imageWidth(20)
    let bundle = Animation(over: 0..<2) { _ in picture }.mimeBundle
    guard case .text(let html) = bundle.contents["text/html"] else {
      Issue.record("there is no page")
      return
    }
    let height = Int(picture.drawing.height.rounded(.up)) + 36
    #expect(picture.drawing.width < 260 && html.contains("width=\"260\""))
    #expect(html.contains("height=\"\(height)\""))
  }

  @Test("An animation is saved as a page, a moving picture, or its last figure")
  func save() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for ending in ["html", "png", "svg", "pdf"] {
      try animation.save("\(folder.path)/path.\(ending)", manifest: true)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["path.html", "path.json", "path.pdf", "path.png", "path.svg"])
    #expect(throws: FigureError.unknownFormat(path: "a.gif")) { try animation.save("a.gif") }
  }
}
