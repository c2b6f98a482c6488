// SPDX-License-Identifier: MIT

import COpenBLAS

extension LAPACK {
  /// The eigenvalues of a symmetric matrix, ascending, and their vectors as columns.
  ///
  /// Only the lower triangle is read.
  static func symmetricEigen(_ matrix: ColumnMatrix) -> Outcome {
    var a = matrix
    let n = Int32(a.rowCount)
    var values = [Double](repeating: 0, count: a.rowCount)
    if n == 0 { return Outcome(matrices: [ColumnMatrix(column: []), a]) }
    var integers = [Int32](repeating: 0, count: 3 + 5 * a.rowCount)  // as its description says
    let status = withWorkspace {
      lapack_syevd(lower, n, &a.scalars, &values, $0, $1, &integers, 3 + 5 * n)
    }
    return Outcome(matrices: [ColumnMatrix(column: values), a], status: status)
  }

  /// The left singular vectors as columns, the singular values, descending, and the right vectors as columns.
  static func singularValues(_ matrix: ColumnMatrix) -> Outcome {
    var a = matrix
    let (m, n, size) = (Int32(a.rowCount), Int32(a.columnCount), min(a.rowCount, a.columnCount))
    var values = [Double](repeating: 0, count: size)
    var left = ColumnMatrix(rowCount: a.rowCount, columnCount: size)
    var right = ColumnMatrix(rowCount: size, columnCount: a.columnCount)
    var status = 0
    if size > 0 {
      var integers = [Int32](repeating: 0, count: 8 * size)
      status = withWorkspace {
        lapack_gesdd(
          m, n, &a.scalars, &values, &left.scalars, &right.scalars, $0, $1, &integers)
      }
    }
    return Outcome(
      matrices: [left, ColumnMatrix(column: values), right.transposed()], status: status)
  }

  /// The shortest of all vectors that come nearest to solving a system, for each column on the right.
  static func leastSquares(_ matrix: ColumnMatrix, _ right: ColumnMatrix) -> Outcome {
    let (rows, columns) = (matrix.rowCount, matrix.columnCount)
    if rows == 0 || columns == 0 || right.columnCount == 0 {
      return Outcome(
        matrices: [ColumnMatrix(rowCount: columns, columnCount: right.columnCount)])
    }
    // LAPACK may search for ever where a number is NaN.
    if !matrix.isFinite || !right.isFinite { return Outcome(matrices: [], status: -1) }
    let longer = max(rows, columns)
    var x = ColumnMatrix(rowCount: longer, columnCount: right.columnCount)
    for column in 0..<right.columnCount {
      for row in 0..<rows { x[row, column] = right[row, column] }
    }
    var a = matrix
    var values = [Double](repeating: 0, count: min(rows, columns))
    // The entries came as `Float`: what is smaller than their rounding is not known to differ from zero.
    let threshold = Double(longer) * Double(Float.ulpOfOne)
    // Its wish is 3 · k · levels + 11 · k integers, with fewer than 32 levels.
    var integers = [Int32](repeating: 0, count: 128 * values.count)
    let status = withWorkspace {
      lapack_gelsd(
        Int32(rows), Int32(columns), Int32(right.columnCount), &a.scalars, &x.scalars, &values,
        threshold, $0, $1, &integers)
    }
    return Outcome(matrices: [x.firstRows(columns)], status: status)
  }
}
