// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// The lower triangle `L` of a small positive definite matrix `A = L Lᵀ`, in double precision.
struct CholeskyFactor {
  private let lower: [[Double]]

  /// Factors a matrix.
  ///
  /// - Requires: A symmetric, positive definite matrix.
  init(_ matrix: [[Double]]) {
    var lower = matrix.map { $0.map { _ in 0.0 } }
    for row in matrix.indices {
      for column in 0...row {
        let rest = (0..<column).reduce(matrix[row][column]) {
          $0 - lower[row][$1] * lower[column][$1]
        }
        if row == column && !(rest > 0) { fail("the matrix \(matrix) is not positive definite") }
        lower[row][column] = row == column ? rest.squareRoot() : rest / lower[column][column]
      }
    }
    self.lower = lower
  }

  /// The logarithm of the matrix' determinant.
  var logDeterminant: Double { 2 * lower.indices.reduce(0) { $0 + log(lower[$1][$1]) } }

  /// The solution `x` of `A x = b`.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in x.indices {
      x[row] = (0..<row).reduce(x[row]) { $0 - lower[row][$1] * x[$1] } / lower[row][row]
    }
    for row in x.indices.reversed() {
      x[row] = (row + 1..<x.count).reduce(x[row]) { $0 - lower[$1][row] * x[$1] } / lower[row][row]
    }
    return x
  }

  /// The inverse of the matrix.
  var inverse: [[Double]] {
    lower.indices.map { column in solve(lower.indices.map { $0 == column ? 1 : 0 }) }
  }
}

/// The inner product of two vectors.
func dot(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}
