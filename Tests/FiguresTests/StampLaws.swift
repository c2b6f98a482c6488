// SPDX-License-Identifier: MIT

import Testing

@testable import Figures

@Suite("Very many dots") struct StampLaws {
  private func raster(_ count: Int, at point: Drawing.Point, radius: Double, _ color: Color)
    -> Raster?
  {
    // All discs but one lie outside the picture.
    let others = [Drawing.Point](repeating: Drawing.Point(x: -500, y: -500), count: count - 1)
    let drawing = Drawing(
      width: 30, height: 30, elements: [.dots(others + [point], radius: radius, color)])
    return PNGDecoder.decode(drawing.png())
  }

  @Test("A stamped disc is the disc that cairo draws, within an eighth of a pixel")
  func stamp() throws {
    for (x, y) in [(15.0, 15.0), (14.3, 12.8), (29.5, 0.2)] {
      let point = Drawing.Point(x: x, y: y)
      let few = try #require(raster(2, at: point, radius: 3, .palette(0)))
      let many = try #require(raster(500, at: point, radius: 3, .palette(0)))
      let first = few.inColor.bytes.map(Int.init)
      let second = many.inColor.bytes.map(Int.init)
      let difference = zip(first, second).map { abs($0 - $1) }
      #expect((difference.max() ?? 255) < 80)
      // The colour laid down is the same in all.
      let (sum, other) = (first.reduce(0, +), second.reduce(0, +))
      #expect(abs(sum - other) < 1_200, "at \(x), \(y)")
    }
  }

  @Test("Half transparent discs mix with the ground")
  func opacity() throws {
    let picture = try #require(
      raster(500, at: Drawing.Point(x: 15, y: 15), radius: 4, Color.black.opacity(0.5)))
    #expect(picture.bytes[30 * 60 + 30] == 127 || picture.bytes[30 * 60 + 30] == 128)
  }

  @Test("A scatter of very many dots is a picture in SVG and PDF, far smaller than its dots")
  func large() {
    let x = (0..<20_000).map { Double($0 * 7_919 % 20_011) }
    let y = (0..<20_000).map { Double($0 * 104_729 % 20_011) }
    let plot = Plot { Dot(x: x, y: y, radius: 1) }
    let svg = plot.svg()
    #expect(svg.contains("<image") && svg.utf8.count < 400_000)
    #expect(plot.pdf().count < 400_000)
    #expect(!Plot { Dot(x: x[..<9_000], y: y[..<9_000]) }.svg().contains("<image"))
  }
}
