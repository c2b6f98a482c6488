// SPDX-License-Identifier: MIT

import Display
import Testing

@testable import Figures

@Suite("Pixels") struct PixelLaws {
  @Test("Decoding gives back what was encoded", arguments: [1, 3])
  func roundTrip(_ channels: Int) {
    let bytes = (0..<37 * 23 * channels).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 >> 3) }
    let raster = Raster(width: 37, height: 23, channels: channels, bytes: bytes)
    #expect(PNGDecoder.decode(PNGEncoder.encode(raster)) == raster)
  }

  @Test("Nothing encodes to nothing")
  func empty() {
    #expect(PNGEncoder.encode(Raster(width: 0, height: 0, channels: 1)).isEmpty)
  }

  @Test("A grid of grey images is a grey picture that holds every pixel as a square")
  func grid() throws {
    let values = (0..<4 * 28 * 28).map { Float($0 % 253) / 252 }
    let grid = ImageGrid(values, count: 4, height: 28, width: 28, columns: 2).imageWidth(56)
    let picture = try #require(PNGDecoder.decode(grid.png()))
    #expect(picture.channels == 1)
    let drawing = grid.drawing
    guard case .image(let mosaic, let area)? = drawing.elements.last else {
      Issue.record("The last element is not the picture")
      return
    }
    let square = area.width / Double(mosaic.width) * 2
    #expect(square == square.rounded())
    for (row, column) in [(0, 0), (13, 5), (27, 27), (30, 40), (mosaic.height - 1, 3)] {
      let x = Int(area.x * 2 + (Double(column) + 0.5) * square)
      let y = Int(area.y * 2 + (Double(row) + 0.5) * square)
      #expect(picture.bytes[y * picture.width + x] == mosaic.bytes[row * mosaic.width + column])
    }
  }

  @Test("All images share one scale, and values beyond it take its ends")
  func scale() {
    let raster = Raster(
      [-1, 0, 0.5, 1, 2], width: 5, height: 1, range: 0...1, map: .grey)
    #expect(raster.bytes == [0, 0, 128, 255, 255])
  }

  @Test("A value that is not a number is marked in colour")
  func missing() {
    let raster = Raster([0, .nan], width: 2, height: 1, range: 0...1, map: .grey)
    #expect(raster.channels == 3)
    #expect(raster.bytes == [0, 0, 0, 0xFF, 0x5F, 0xA2])
  }

  @Test("The picture has twice the size that the metadata tells")
  func size() throws {
    let bundle = Plot { Line([1, 2]) }.size(300, 200).mimeBundle
    guard case .binary(let bytes)? = bundle.contents["image/png"] else {
      Issue.record("There is no picture")
      return
    }
    let picture = try #require(PNGDecoder.decode(bytes))
    #expect(bundle.metadata["image/png"] == ["width": 300, "height": 200])
    #expect((picture.width, picture.height) == (600, 400))
  }

  @Test("The ground of every figure is opaque white")
  func ground() throws {
    let picture = try #require(PNGDecoder.decode(Plot { Line([1, 2]) }.png()))
    #expect(picture.bytes.prefix(3) == [255, 255, 255])
  }

  @Test("Base 64 is that of RFC 4648")
  func base64() {
    let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"]
    let codes = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
    #expect(texts.map { Base64.encode(Array($0.utf8)) } == codes)
  }
}
