// SPDX-License-Identifier: MIT

extension Tensor {
  /// The entries below the diagonal of a square matrix, row after row.
  ///
  /// - Shapes: `[size, size]` → `[size · (size − 1) / 2]`.
  package func belowDiagonal() -> Tensor {
    let size = squareSize(in: "belowDiagonal")
    return flattened().copied(alongAxis: 0, runs: Self.rowsBelowDiagonal(size))
      .traced(from: self) { $0.placedBelowDiagonal(size: size) }
  }

  /// The square matrix with these entries below its diagonal, row after row, and zeros elsewhere.
  ///
  /// It is the transpose of `belowDiagonal`.
  /// - Shapes: `[size · (size − 1) / 2]` → `[size, size]`.
  package func placedBelowDiagonal(size: Int) -> Tensor {
    if shape != [size * (size - 1) / 2] {
      fail("placedBelowDiagonal: \(shape) are not the entries below a diagonal of \(size)")
    }
    return Tensor(shape: [size, size]) { result in
      result.initialize(repeating: 0)
      withScalars { source in
        var start = 0
        for row in Self.rowsBelowDiagonal(size) {
          for offset in 0..<row.count { result[row.lowerBound + offset] = source[start + offset] }
          start += row.count
        }
      }
    }
    .traced(from: self) { $0.belowDiagonal() }
  }

  /// Where the entries below the diagonal lie in the memory of a square matrix.
  private static func rowsBelowDiagonal(_ size: Int) -> [Range<Int>] {
    (0..<size).map { row in row * size..<row * size + row }
  }
}
