// SPDX-License-Identifier: MIT

import Tensors

/// The rows of a matrix, in runs that fit a processor's cache and that several threads share.
struct RowBlocks {
  private let x: Tensor
  private static let blockSize = 512

  init(_ x: Tensor) { self.x = x }

  private var blockCount: Int { (x.shape[0] + Self.blockSize - 1) / Self.blockSize }

  private func range(_ block: Int) -> Range<Int> {
    block * Self.blockSize..<min(x.shape[0], (block + 1) * Self.blockSize)
  }

  /// A row of numbers for each row.
  ///
  /// - Shapes: the body's result `[rows, columns]` → `[count, columns]`.
  func map(columns: Int, _ body: (_ rows: Tensor) -> Tensor) -> Tensor {
    Tensor(shape: [x.shape[0], columns]) { result in
      forEachBlock(blockCount) { block in
        let range = range(block)
        body(x[range]).withScalars { values in
          for (index, value) in values.enumerated() {
            result[range.lowerBound * columns + index] = value
          }
        }
      }
    }
  }

  /// For each of several items the sum of what the blocks contribute, in the blocks' order.
  func sum(
    over count: Int, shape: Shape, _ body: (_ rows: Tensor, _ range: Range<Int>, Int) -> Tensor
  ) -> [Tensor] {
    let size = shape.elementCount
    let sums = Tensor(shape: [count, size]) { result in
      forEachBlock(count) { item in
        var sum = Tensor.zeros(shape)
        for block in 0..<blockCount {
          let range = range(block)
          sum.add(body(x[range], range, item), times: 1)
        }
        sum.withScalars { values in
          for (index, value) in values.enumerated() { result[item * size + index] = value }
        }
      }
    }
    return (0..<count).map { sums[$0].reshaped(to: shape) }
  }
}
