// SPDX-License-Identifier: MIT

import COpenBLAS
import Glibc

/// The decompositions of one matrix by LAPACK.
///
/// They compute in double precision, so that a result is as exact as `Float` can say for all but hopeless matrices.
enum LAPACK {
  typealias Outcome = MatrixBatch.Outcome

  /// The letter by which LAPACK is told to read the lower triangle.
  static let lower = CChar(UInt8(ascii: "L"))

  /// The lower triangle whose product with its transpose is the matrix, of which only the lower triangle is read.
  static func cholesky(_ matrix: ColumnMatrix) -> Outcome {
    var a = matrix
    if a.scalars.isEmpty { return Outcome(matrices: [a]) }
    let status = lapack_potrf(lower, Int32(a.rowCount), &a.scalars)
    return Outcome(matrices: [a.triangle(isUpper: false)], status: Int(status))
  }

  /// The triangles of a matrix whose rows have been exchanged, both in one matrix, and the exchanges.
  struct LU {
    let matrix: ColumnMatrix
    /// For each row, the later row (or itself) with which it was exchanged, from 0.
    let exchanges: [Int]
    /// The place, from 1, of the first zero on the diagonal of the upper triangle; 0 if there is none.
    let status: Int

    init(_ matrix: ColumnMatrix) {
      var a = matrix
      var pivots = [Int32](repeating: 0, count: min(a.rowCount, a.columnCount))
      let status =
        pivots.isEmpty
        ? 0 : lapack_getrf(Int32(a.rowCount), Int32(a.columnCount), &a.scalars, &pivots)
      self.matrix = a
      exchanges = pivots.map { Int($0) - 1 }
      self.status = Int(status)
    }

    /// The permutation, the lower and the upper triangle.
    var factors: [ColumnMatrix] {
      let size = exchanges.count
      var order = Array(0..<matrix.rowCount)
      for (row, other) in exchanges.enumerated() { order.swapAt(row, other) }
      var permutation = ColumnMatrix(rowCount: matrix.rowCount, columnCount: matrix.rowCount)
      for (place, row) in order.enumerated() { permutation[row, place] = 1 }
      var lower = matrix.firstColumns(size).triangle(isUpper: false)
      for index in 0..<size { lower[index, index] = 1 }
      return [permutation, lower, matrix.firstRows(size).triangle(isUpper: true)]
    }

    /// The product of the pivots, with the sign of the permutation.
    var determinant: Double {
      exchanges.enumerated().reduce(1) { product, exchange in
        let pivot = matrix[exchange.offset, exchange.offset]
        return product * (exchange.offset == exchange.element ? pivot : -pivot)
      }
    }

    /// The sign of the determinant, and the logarithm of its absolute value.
    var signedLogDeterminant: (sign: Double, logarithm: Double) {
      if status != 0 { return (0, -.infinity) }
      var (sign, logarithm) = (1.0, 0.0)
      for (index, other) in exchanges.enumerated() {
        let pivot = matrix[index, index]
        if (pivot < 0) != (other != index) { sign = -sign }
        logarithm += log(abs(pivot))
      }
      return (sign, logarithm)
    }
  }

  /// The solution of a square system; the status counts from 1 to the first pivot that is zero.
  static func solve(_ matrix: ColumnMatrix, _ right: ColumnMatrix) -> Outcome {
    let lu = LU(matrix)
    if lu.status != 0 || right.scalars.isEmpty {
      return Outcome(matrices: [right], status: lu.status)
    }
    var x = right
    let status = lapack_getrs(
      Int32(matrix.rowCount), Int32(right.columnCount), lu.matrix.scalars,
      lu.exchanges.map { Int32($0) + 1 }, &x.scalars)
    return Outcome(matrices: [x], status: Int(status))
  }

  /// An orthonormal basis of the columns, and the upper triangle that gives the matrix back.
  static func qr(_ matrix: ColumnMatrix) -> Outcome {
    var a = matrix
    let size = min(a.rowCount, a.columnCount)
    if size == 0 { return Outcome(matrices: [a.firstColumns(0), a.firstRows(0)]) }
    let (m, n, k) = (Int32(a.rowCount), Int32(a.columnCount), Int32(size))
    var tau = [Double](repeating: 0, count: size)
    withWorkspace { lapack_geqrf(m, n, &a.scalars, &tau, $0, $1) }
    let upper = a.firstRows(size).triangle(isUpper: true)
    var q = a.firstColumns(size)
    let status = withWorkspace { lapack_orgqr(m, k, &q.scalars, tau, $0, $1) }
    return Outcome(matrices: [q, upper], status: status)
  }

  /// Calls a routine twice: first it says how much memory it wants to work in, then it works.
  @discardableResult
  static func withWorkspace(_ routine: (UnsafeMutablePointer<Double>, Int32) -> Int32) -> Int {
    var wish = 0.0
    let status = routine(&wish, -1)
    if status != 0 { return Int(status) }
    var work = [Double](repeating: 0, count: max(1, Int(wish)))
    return Int(routine(&work, Int32(work.count)))
  }
}
