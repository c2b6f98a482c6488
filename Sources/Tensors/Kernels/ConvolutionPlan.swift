// SPDX-License-Identifier: MIT

/// The sizes of a convolution, and how its work is cut.
///
/// Every cut follows from the sizes alone, so the bits do too.
struct ConvolutionPlan: Sendable {
  /// One pair of the kernel's offsets that is not masked away.
  struct Tap: Sendable {
    /// Where the tap reads for the first output, which may lie in the padding.
    let row: Int
    let column: Int
    /// The outputs of a row that read inside the input.
    let columns: Range<Int>
  }

  /// Neighbouring outputs that are computed together: rows of one image, or some whole images.
  struct Tile: Sendable {
    let images: Range<Int>
    let rows: Range<Int>
  }

  let batch: Int
  let groups: Int
  /// The channels of one group.
  let inputChannels: Int
  let outputChannels: Int
  let inputSize: (rows: Int, columns: Int)
  let outputSize: (rows: Int, columns: Int)
  let stride: (row: Int, column: Int)
  let taps: [Tap]
  let tiles: [Tile]
  /// The number of outputs of the largest tile.
  let maximumTileSize: Int

  /// The outputs of one image that are worth a matrix product of their own.
  private static let smallPlane = 192

  /// Makes a plan from the taps `(row, column)` of the kernel that count.
  init(
    batch: Int, groups: Int, channels: (input: Int, output: Int),
    inputSize: (rows: Int, columns: Int), outputSize: (rows: Int, columns: Int),
    vertical: ConvolutionAxis, horizontal: ConvolutionAxis, taps: [(row: Int, column: Int)]
  ) {
    (self.batch, self.groups) = (batch, groups)
    (inputChannels, outputChannels) = channels
    (self.inputSize, self.outputSize) = (inputSize, outputSize)
    stride = (vertical.stride, horizontal.stride)
    self.taps = taps.map { tap in
      let column = tap.column * horizontal.dilation - horizontal.leadingPadding
      // The first outputs that read at or beyond the start, and at or beyond the end.
      let bounds = [0, inputSize.columns].map { bound in
        let steps = (max(0, bound - column) + horizontal.stride - 1) / horizontal.stride
        return min(outputSize.columns, steps)
      }
      return Tap(
        row: tap.row * vertical.dilation - vertical.leadingPadding, column: column,
        columns: bounds[0]..<bounds[1])
    }
    tiles = Self.tiles(
      batch: batch, outputSize: outputSize, depth: channels.input * taps.count)
    maximumTileSize =
      tiles.map { $0.images.count * $0.rows.count }.max().map { $0 * outputSize.columns } ?? 0
  }

  var inputShape: Shape {
    [batch, groups * inputChannels, inputSize.rows, inputSize.columns]
  }
  var outputShape: Shape {
    [batch, groups * outputChannels, outputSize.rows, outputSize.columns]
  }
  /// The shape of the weights of all taps that count.
  var weightShape: Shape { [groups * outputChannels, inputChannels, taps.count] }

  /// The scalars of one channel of an input.
  var inputPlane: Int { inputSize.rows * inputSize.columns }
  /// The scalars of one channel of an output.
  var outputPlane: Int { outputSize.rows * outputSize.columns }
  /// The number of products in one output: rows of the matrix that the input is unfolded to.
  var depth: Int { inputChannels * taps.count }
  /// Whether there is nothing to multiply.
  var isEmpty: Bool { outputShape.elementCount * inputShape.elementCount * depth == 0 }

  /// Whether the channels of an input, or those of an output, fill a good part of a vector.
  var hasManyInputs: Bool { inputChannels >= 8 }
  var hasManyOutputs: Bool { outputChannels >= 8 }

  /// Whether a group has so few channels that each pair of them is convolved by itself.
  var isThin: Bool { inputChannels * outputChannels <= 4 && !isPointwise }

  /// Whether the few outputs of many inputs are gathered from products with each tap.
  var gathersTaps: Bool { hasManyInputs && !hasManyOutputs && !isPointwise }

  /// Whether the input itself is the matrix that it would be unfolded to.
  var isPointwise: Bool {
    taps.count == 1 && taps[0].row == 0 && taps[0].column == 0 && stride == (1, 1)
      && inputSize == outputSize
  }

  /// The tiles, image by image.
  private static func tiles(
    batch: Int, outputSize: (rows: Int, columns: Int), depth: Int
  ) -> [Tile] {
    let plane = outputSize.rows * outputSize.columns
    if plane == 0 { return [] }
    // The unfolded input of a tile should stay in the cache of one core.
    let size = min(max((1 << 17) / max(depth, 1), 128), 2048)
    if plane < smallPlane {
      let count = max(1, size / plane)
      return (0..<batch).cut(into: (batch + count - 1) / count)
        .map { Tile(images: $0, rows: 0..<outputSize.rows) }
    }
    let rows = max(1, size / outputSize.columns)
    let parts = (0..<outputSize.rows).cut(into: (outputSize.rows + rows - 1) / rows)
    return (0..<batch).flatMap { image in
      parts.map { Tile(images: image..<image + 1, rows: $0) }
    }
  }

  /// The tiles of each image, or of each run of whole images: no two of them share an input.
  var runsOfImages: [Range<Int>] {
    let perRun = tiles.first.map { tile in
      tiles.prefix { $0.images == tile.images }.count
    }
    return tiles.indices.cut(into: tiles.count / (perRun ?? 1))
  }

  /// The number of outputs of a tile.
  func size(of tile: Tile) -> Int { tile.images.count * tile.rows.count * outputSize.columns }

  /// The number of blocks that some work is worth, of no more than `limit`.
  func blockCount(limit: Int) -> Int {
    let products = outputShape.elementCount * depth
    return min(limit, max(1, min(64, products >> 18)))
  }
}

extension Range<Int> {
  /// Parts of almost equal size, in order.
  func cut(into count: Int) -> [Range<Int>] {
    (0..<count).map { part in
      lowerBound + self.count * part / count..<lowerBound + self.count * (part + 1) / count
    }
  }
}
