// SPDX-License-Identifier: MIT

import CKernels

/// Sums over all pairs of points and centres, a few points at a time, so that distances never leave the cache.
enum PairKernel {
  private static let loop = pairs_loop_chosen()
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
                loop(
                  x + first * size, min(rowCount, end - first), tiles, count, size,
                  skippingDiagonal ? first : -1, y + first, scratch)
              }
            }
          }
        }
      }
    }
  }
}
