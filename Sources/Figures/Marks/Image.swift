// SPDX-License-Identifier: MIT

import Display

/// A picture in a plot, such as a decoded digit at its code.
public struct Image: Mark {
  private let values: [Float]
  private let size: (height: Int, width: Int, channels: Int)
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let range: ClosedRange<Double>
  private let colorMap: ColorMap

  /// Makes a picture that fills two ranges, its first row at the upper end of `y`.
  ///
  /// - Requires: `height` × `width` × `channels` values, with one or three channels.
  public init(
    _ values: [Float], height: Int, width: Int, channels: Int = 1, x: ClosedRange<Double>,
    y: ClosedRange<Double>, range: ClosedRange<Double> = 0...1, colorMap: ColorMap = .grey
  ) {
    if height < 1 || width < 1 || values.count != height * width * channels
      || (channels != 1 && channels != 3)
    {
      fail("Image: \(values.count) values for \(height) × \(width) pixels of \(channels) channels")
    }
    (self.values, self.x, self.y, self.range) = (values, x, y, range)
    (size, self.colorMap) = ((height, width, channels), colorMap)
  }

  /// The picture with its extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "image", x: Extent(flush: x), y: Extent(flush: y),
      facts: [
        "height": .int(size.height), "width": .int(size.width), "channels": .int(size.channels),
      ],
      data: ["values": values.map(Double.init)], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    let raster = Raster(
      image: values[...], height: size.height, width: size.width, channels: size.channels,
      range: range, map: colorMap)
    let (left, right) = x.pixels(on: frame.x)
    let (top, bottom) = y.pixels(on: frame.y)
    return [
      .image(
        raster, Drawing.Rectangle(x: left, y: top, width: right - left, height: bottom - top))
    ]
  }
}

extension Raster {
  /// The pixels of an image in grey or colour.
  init(
    image values: ArraySlice<Float>, height: Int, width: Int, channels: Int,
    range: ClosedRange<Double>, map: ColorMap
  ) {
    guard channels == 3 else {
      self.init(values, width: width, height: height, range: range, map: map)
      return
    }
    let low = Float(range.lowerBound)
    let scale = 255 / max(Float(range.upperBound) - low, .leastNormalMagnitude)
    let bytes = values.map { value in
      let place = (value - low) * scale
      return UInt8(max(0, min(255, place.isNaN ? 0 : place)).rounded())
    }
    self.init(width: width, height: height, channels: 3, bytes: bytes)
  }
}
