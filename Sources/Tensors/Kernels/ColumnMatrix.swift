// SPDX-License-Identifier: MIT

/// A matrix in double precision, column after column, as LAPACK wants it.
struct ColumnMatrix: Sendable {
  let rowCount: Int
  let columnCount: Int
  var scalars: [Double]

  /// Makes a matrix of zeros.
  init(rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    scalars = [Double](repeating: 0, count: rowCount * columnCount)
  }

  /// Makes a matrix of one column.
  init(column: [Double]) {
    (rowCount, columnCount, scalars) = (column.count, 1, column)
  }

  /// Reads a matrix that lies row after row.
  init(_ source: UnsafeBufferPointer<Float>, from start: Int, rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    scalars = [Double](unsafeUninitializedCapacity: rowCount * columnCount) { result, count in
      Self.forEachPlace(rowCount, columnCount) { row, column in
        result[column * rowCount + row] = Double(source[start + row * columnCount + column])
      }
      count = rowCount * columnCount
    }
  }

  /// Writes the matrix row after row, each scalar rounded once.
  func write(to result: UnsafeMutableBufferPointer<Float>, from start: Int) {
    scalars.withUnsafeBufferPointer { source in
      Self.forEachPlace(rowCount, columnCount) { row, column in
        result[start + row * columnCount + column] = Float(source[column * rowCount + row])
      }
    }
  }

  /// Calls the body for each place, a strip of columns after another, which suits the cache in both orders.
  @inline(__always)
  private static func forEachPlace(
    _ rowCount: Int, _ columnCount: Int, _ body: (_ row: Int, _ column: Int) -> Void
  ) {
    for first in stride(from: 0, to: columnCount, by: 16) {
      for row in 0..<rowCount {
        for column in first..<min(first + 16, columnCount) { body(row, column) }
      }
    }
  }

  subscript(row: Int, column: Int) -> Double {
    get { scalars[column * rowCount + row] }
    set { scalars[column * rowCount + row] = newValue }
  }

  /// Whether no number is NaN or infinite.
  var isFinite: Bool { scalars.allSatisfy(\.isFinite) }

  /// The first columns.
  func firstColumns(_ count: Int) -> ColumnMatrix {
    var result = ColumnMatrix(rowCount: rowCount, columnCount: count)
    result.scalars = Array(scalars[..<(count * rowCount)])
    return result
  }

  /// The first rows.
  func firstRows(_ count: Int) -> ColumnMatrix {
    var result = ColumnMatrix(rowCount: count, columnCount: columnCount)
    result.scalars = (0..<columnCount).flatMap { column in
      scalars[column * rowCount..<column * rowCount + count]
    }
    return result
  }

  /// The matrix with rows and columns exchanged.
  func transposed() -> ColumnMatrix {
    var result = ColumnMatrix(rowCount: columnCount, columnCount: rowCount)
    Self.forEachPlace(rowCount, columnCount) { row, column in
      result[column, row] = self[row, column]
    }
    return result
  }

  /// The part on and above the diagonal, or on and below it, with zeros elsewhere.
  func triangle(isUpper: Bool) -> ColumnMatrix {
    var result = self
    for column in 0..<columnCount {
      for row in 0..<rowCount where isUpper ? row > column : row < column {
        result[row, column] = 0
      }
    }
    return result
  }
}
