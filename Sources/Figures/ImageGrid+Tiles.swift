// SPDX-License-Identifier: MIT

import Display
public import Tensors

extension ImageGrid {
  /// The values of one image.
  func tile(_ index: Int) -> ArraySlice<Float> {
    let size = imageSize.height * imageSize.width * imageSize.channels
    return values[index * size..<(index + 1) * size]
  }

  /// The tiles and what they are like: finite, different from each other, with contrast.
  var tileFacts: [String: JSON] {
    let tiles = (0..<count).map(tile)
    let deviations = tiles.map(Self.deviation)
    let finite = values.filter(\.isFinite)
    return [
      "tiles": .array(tiles.map { tile in .array(tile.map { .double(Double($0)) }) }),
      "finite": .bool(finite.count == values.count),
      "valueRange": [.double(Double(finite.min() ?? 0)), .double(Double(finite.max() ?? 0))],
      "leastDeviation": .double(deviations.min() ?? 0),
      "distinct": .int(Set(tiles).count),
    ]
  }

  private static func deviation(_ tile: ArraySlice<Float>) -> Double {
    let mean = tile.reduce(0.0) { $0 + Double($1) } / Double(tile.count)
    let sum = tile.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (sum / Double(tile.count)).squareRoot()
  }

  /// All images in one picture that touch each other.
  func withoutGaps() -> Raster {
    let (height, width, channels) = imageSize
    let images = (0..<count).map { index in
      Raster(
        image: tile(index), height: height, width: width, channels: channels, range: range,
        map: colorMap)
    }
    let depth = images.map(\.channels).max() ?? 1
    var mosaic = Raster(width: columns * width, height: rows * height, channels: depth)
    for (index, image) in images.enumerated() {
      mosaic.paste(
        depth == 3 ? image.inColor : image, x: index % columns * width, y: index / columns * height)
    }
    return mosaic
  }

  /// Makes a grid in which each image stands above what a model made of it.
  ///
  /// - Shapes: both `[count, height, width]` or flat squares `[count, pixels]`.
  public static func pairs(
    _ originals: Tensor, _ reconstructions: Tensor, columns: Int? = nil,
    range: ClosedRange<Double> = 0...1, colorMap: ColorMap = .grey
  ) -> ImageGrid {
    if originals.shape != reconstructions.shape {
      fail("ImageGrid: pairs of \(originals.shape) and \(reconstructions.shape)")
    }
    let first = ImageGrid(originals, range: range, colorMap: colorMap)
    let count = first.count
    let columns = columns ?? (count.isMultiple(of: 10) ? 10 : count)
    if columns < 1 || !count.isMultiple(of: columns) {
      fail("ImageGrid: \(count) pairs do not fill rows of \(columns)")
    }
    let size = first.values.count / count
    let values = stride(from: 0, to: count, by: columns).flatMap { start -> [Float] in
      let places = start * size..<(start + columns) * size
      return Array(originals.scalars[places] + reconstructions.scalars[places])
    }
    let (height, width, channels) = first.imageSize
    let titles = (0..<count / columns).flatMap { _ in ["original", "reconstruction"] }
    return ImageGrid(
      values, count: 2 * count, height: height, width: width, channels: channels,
      columns: columns, range: range, colorMap: colorMap
    ).rowTitles(titles)
  }
}
