// SPDX-License-Identifier: MIT

import CKernels

/// Sums over all pairs of points and centres, a few points at a time, so that distances never leave the cache.
enum PairKernel {
  private static let loops = pairs_loops_chosen().pointee
  private static let tileSize = Int(PAIRS_TILE)
  private static let rowCount = Int(PAIRS_ROWS)
  /// The groups of points that are worth a block of their own.
  private static let groupsPerBlock = 8

  /// Writes `log Σₖ exp(−|x − yₖ|² / 2)` for each point.
  static func logSumExp(_ x: Tensor, _ centers: Tensor, skippingDiagonal: Bool) -> Tensor {
    let (points, count, size) = (x.shape[0], centers.shape[0], x.shape[1])
    let tileCount = (count + tileSize - 1) / tileSize
    let tiles = centers.padded(before: 0, after: tileCount * tileSize - count, alongAxis: 0)
      .reshaped(tileCount, tileSize, size).transposed(0, 2, 1)
    let blockSize = rowCount * groupsPerBlock
    return Tensor(shape: [points]) { result in
      tiles.withScalars { tiles in
        x.withScalars { x in
          Workers.current.forEachBlock((points + blockSize - 1) / blockSize) { block in
            guard let x = x.baseAddress, let tiles = tiles.baseAddress,
              let y = result.baseAddress
            else { return }
            var scratch = Tensor(shape: [rowCount * tileCount * tileSize]) { _ in }
            scratch.withMutableScalars { scratch in
              guard let scratch = scratch.baseAddress else { return }
              let end = min(points, (block + 1) * blockSize)
              for first in stride(from: block * blockSize, to: end, by: rowCount) {
                loops.log_sum_exp(
                  x + first * size, min(rowCount, end - first), tiles, count, size,
                  skippingDiagonal ? first : -1, y + first, scratch)
              }
            }
          }
        }
      }
    }
  }

  /// The rows that are worth a block of their own.
  private static let runSize = 512

  /// `Σ_d ((x_d − y_d) · s_d)²` for each point and centre.
  static func scaledSquares(_ x: Tensor, _ centers: Tensor, _ scales: Tensor) -> Tensor {
    let (rows, count, size) = (x.shape[0], centers.shape[0], x.shape[1])
    return Tensor(shape: [rows, count]) { result in
      withPointers(x, centers, scales) { x, y, s in
        guard let to = result.baseAddress else { return }
        Elementwise.forEachRange(of: rows, blockSize: runSize) { run in
          let first = run.lowerBound
          loops.scaled_squares(
            x + first * size, run.count, y, s, count, size, to + first * count)
        }
      }
    }
  }

  /// `Σᵢ wᵢₖ (xᵢ_d − y_d)²` for each centre and coordinate, run by run and then over the runs in their order.
  static func weightedSquares(_ x: Tensor, _ centers: Tensor, weights: Tensor) -> Tensor {
    let (rows, count, size) = (x.shape[0], centers.shape[0], x.shape[1])
    var parts = Tensor.zeros([(rows + runSize - 1) / runSize, count, size])
    parts.withMutableScalars { parts in
      withPointers(x, centers, weights) { x, y, w in
        guard let to = parts.baseAddress else { return }
        Elementwise.forEachRange(of: rows, blockSize: runSize) { run in
          let first = run.lowerBound
          loops.weighted_squares(
            x + first * size, run.count, y, w + first * count, count, size,
            to + first / runSize * count * size)
        }
      }
    }
    return parts.sum(alongAxis: 0)
  }

  private typealias Start = UnsafePointer<Float>

  private static func withPointers(
    _ x: Tensor, _ y: Tensor, _ z: Tensor, _ body: (Start, Start, Start) -> Void
  ) {
    x.withScalars { x in
      y.withScalars { y in
        z.withScalars { z in
          if let x = x.baseAddress, let y = y.baseAddress, let z = z.baseAddress { body(x, y, z) }
        }
      }
    }
  }
}
