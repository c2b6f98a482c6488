// SPDX-License-Identifier: MIT

import Layers
import Tensors

/// The state of drawing images pixel by pixel: what each layer has computed for the pixels so far.
///
/// A layer's value at a pixel depends on pixels that are already drawn, so it never changes again, and each new pixel
/// costs one column of each layer instead of the whole image.
struct PixelCNNSampler {
  private let imageSize: (height: Int, width: Int)
  private let first: CausalColumn
  private let blocks: [CausalColumn]
  private let readout: Readout
  private var pixels: FeatureMap
  private var inputs: [FeatureMap]

  init(_ model: PixelCNN, count: Int) {
    let size = model.imageSize
    imageSize = size
    first = CausalColumn(model.first, kind: .a)
    blocks = model.blocks.map { CausalColumn($0, kind: .b) }
    readout = Readout(model.readout)
    pixels = FeatureMap(size, of: first, count)
    inputs = blocks.map { FeatureMap(size, of: $0, count) }
  }

  /// Draws one pixel of all images.
  mutating func draw(_ row: Int, _ column: Int, deciding numbers: Tensor) {
    var h = first(pixels, row, column)  // [channels, count]
    for (index, block) in blocks.enumerated() {
      inputs[index].set(row, column, relu(h))
      h = h + block(inputs[index], row, column)
    }
    let logits = readout(relu(h))  // [1, count]
    pixels.set(row, column, numbers.expanded(atAxis: 0) .< sigmoid(logits))
  }

  /// The images drawn so far.
  var images: Tensor { pixels.inside(imageSize) }
}

/// What a layer reads: its input at all pixels, with a margin of zeros, the pixels of a row side by side.
private struct FeatureMap {
  private var scalars: Tensor
  private let margin: Int
  private let rowSize: Int
  private let columnSize: Int
  private let count: Int

  init(_ size: (height: Int, width: Int), of layer: CausalColumn, _ count: Int) {
    (margin, self.count) = (layer.reach, count)
    columnSize = layer.inputCount * count
    rowSize = (size.width + 2 * margin) * columnSize
    scalars = .zeros([(size.height + margin) * rowSize])
  }

  private func start(_ row: Int, _ column: Int) -> Int {
    (row + margin) * rowSize + (column + margin) * columnSize
  }

  mutating func set(_ row: Int, _ column: Int, _ value: Tensor) {
    let start = start(row, column)
    scalars.withMutableScalars { scalars in
      value.withScalars { value in
        for index in value.indices { scalars[start + index] = value[index] }
      }
    }
  }

  /// Neighbours in a row, their channels one below the other.
  ///
  /// - Shapes: result `[columns · channels, count]`.
  func neighbours(_ row: Int, _ columns: Range<Int>) -> Tensor {
    let start = start(row, columns.lowerBound)
    let end = start + columns.count * columnSize
    return scalars[start..<end].reshaped(columns.count * columnSize / max(count, 1), count)
  }

  func inside(_ size: (height: Int, width: Int)) -> Tensor {
    let rows = scalars.reshaped(size.height + margin, size.width + 2 * margin, count)
    return rows[margin...].sliced(margin..<margin + size.width, alongAxis: 1)
      .transposed(2, 0, 1)
  }
}

/// A masked convolution at a single pixel: a matrix for each row of the kernel that it sees.
private struct CausalColumn {
  let reach: Int
  let inputCount: Int
  private let rows: [Tensor]
  private let bias: Tensor
  private let lastColumn: Int

  init(_ layer: MaskedConv2D, kind: MaskedConv2D.Kind) {
    let weight = layer.weight.detached()
    let (outputCount, size) = (weight.shape[0], weight.shape[2])
    let (inputCount, reach) = (weight.shape[1], size / 2)
    (self.inputCount, self.reach) = (inputCount, reach)
    bias = layer.bias.column(outputCount)
    let lastColumn = kind == .b ? 1 : 0
    self.lastColumn = lastColumn
    rows = (0...reach).map { row in
      let width = row < reach ? size : reach + lastColumn
      return weight.sliced(row..<row + 1, alongAxis: 2).sliced(0..<width, alongAxis: 3)
        .transposed(0, 2, 3, 1).reshaped(outputCount, width * inputCount)
    }
  }

  /// The layer's output at a pixel.
  ///
  /// - Shapes: result `[outputChannels, count]`.
  func callAsFunction(_ input: FeatureMap, _ row: Int, _ column: Int) -> Tensor {
    var sum = bias
    for (index, weight) in rows.enumerated() where weight.shape[1] > 0 {
      let isLast = index == reach
      let end = column + (isLast ? lastColumn : reach + 1)
      let seen = input.neighbours(row + index - reach, column - reach..<end)  // [seen, count]
      sum = sum + matmul(weight, seen)
    }
    return sum
  }
}

/// The map from a pixel's channels to its logit.
private struct Readout {
  private let weight: Tensor
  private let bias: Tensor

  init(_ layer: Conv2D) {
    weight = layer.weight.detached().reshaped(1, layer.weight.elementCount)
    bias = layer.bias.column(1)
  }

  func callAsFunction(_ h: Tensor) -> Tensor { matmul(weight, h) + bias }
}

extension Parameter? {
  /// A bias as a column, which fits the outputs for any number of images.
  fileprivate func column(_ size: Int) -> Tensor {
    (self?.wrappedValue.detached() ?? .zeros([size])).expanded(atAxis: 1)
  }
}
