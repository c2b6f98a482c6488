// SPDX-License-Identifier: MIT

import COpenBLAS

/// The solution of triangular systems, cut into strips of right-hand sides that need nothing of each other.
struct TriangularKernel: Sendable {
  /// The right-hand sides that are solved together.
  private static let stripSize = 256

  let size: Int
  let isUpper: Bool
  let isTransposed: Bool

  /// Solves the systems at each place of the leading axes, whose diagonals hold no zero.
  func solve(_ matrix: Tensor, _ right: Tensor) -> Tensor {
    BLAS.prepare
    let columns = right.shape[right.rank - 1]
    let strips = (0..<columns).cut(into: (columns + Self.stripSize - 1) / Self.stripSize)
    let batch = right.shape.dropLast(2).reduce(1, *)
    return Tensor(shape: right.shape) { result in
      if result.isEmpty { return }
      matrix.withScalars { matrix in
        right.withScalars { right in
          Workers.current.forEachBlock(batch * strips.count) { block in
            let (item, strip) = (block / strips.count, strips[block % strips.count])
            let factor = matrix[item * size * size..<(item + 1) * size * size].map { Double($0) }
            solve(factor, right, from: item * size * columns, columns, strip, into: result)
          }
        }
      }
    }
  }

  /// Solves one strip in double precision.
  private func solve(
    _ factor: [Double], _ right: UnsafeBufferPointer<Float>, from start: Int, _ columns: Int,
    _ strip: Range<Int>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    let count = strip.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: size * count) { x in
      for row in 0..<size {
        let from = start + row * columns + strip.lowerBound
        for index in 0..<count { x[row * count + index] = Double(right[from + index]) }
      }
      cblas_dtrsm(
        CblasRowMajor, CblasLeft, isUpper ? CblasUpper : CblasLower,
        isTransposed ? CblasTrans : CblasNoTrans, CblasNonUnit, Int32(size), Int32(count), 1,
        factor, Int32(size), x.baseAddress, Int32(count))
      for row in 0..<size {
        let from = start + row * columns + strip.lowerBound
        for index in 0..<count { result[from + index] = Float(x[row * count + index]) }
      }
    }
  }
}
