// SPDX-License-Identifier: MIT

/// A picture as pixels, row by row: one byte each in grey, three in colour, or four with opacity.
struct Raster: Sendable, Equatable {
  var width: Int
  var height: Int
  var channels: Int
  var bytes: [UInt8]

  /// A picture of one colour.
  init(width: Int, height: Int, channels: Int, fill: UInt8 = 255) {
    self.init(
      width: width, height: height, channels: channels,
      bytes: [UInt8](repeating: fill, count: width * height * channels))
  }

  init(width: Int, height: Int, channels: Int, bytes: [UInt8]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.bytes = bytes
  }

  /// A picture of numbers, each in its colour.
  init(
    _ values: ArraySlice<Float>, width: Int, height: Int, range: ClosedRange<Double>, map: ColorMap
  ) {
    let table = map.table.map(\.bytes)
    let low = Float(range.lowerBound)
    let scale = 255 / max(Float(range.upperBound) - low, .leastNormalMagnitude)
    let isGrey = (map == .grey || map == .ink) && values.allSatisfy(\.isFinite)
    self.init(width: width, height: height, channels: isGrey ? 1 : 3, bytes: [])
    bytes.reserveCapacity(values.count * channels)
    for value in values {
      let place = (value - low) * scale
      let index = Int(max(0, min(255, place.isNaN ? 0 : place)).rounded())
      let color = place.isNaN ? ColorMap.missing.bytes : table[index]
      bytes.append(color.red)
      if !isGrey {
        bytes.append(color.green)
        bytes.append(color.blue)
      }
    }
  }

  /// Copies a picture of as many channels into this one.
  mutating func paste(_ other: Raster, x: Int, y: Int) {
    for row in 0..<other.height {
      let source = row * other.width * channels
      let target = ((y + row) * width + x) * channels
      bytes.replaceSubrange(
        target..<target + other.width * channels,
        with: other.bytes[source..<source + other.width * channels])
    }
  }

  /// The picture in three channels.
  var inColor: Raster {
    guard channels == 1 else { return self }
    return Raster(
      width: width, height: height, channels: 3, bytes: bytes.flatMap { [$0, $0, $0] })
  }
}
