// SPDX-License-Identifier: MIT

// Every operation takes a matrix, or a batch of matrices in its last two axes. All compute in double precision and
// round once.

extension Tensor {
  /// The lower triangular matrix whose product with its own transpose is this symmetric matrix.
  ///
  /// `A = L Lᵀ`; only the lower triangle of `A` is read.
  ///
  /// - Shapes: `[…, n, n]` → `[…, n, n]`.
  /// - Requires: A positive definite matrix.
  public func cholesky() -> Tensor {
    let size = squareSize(in: "cholesky")
    let results = MatrixBatch.map([self], resultSizes: [(size, size)]) { LAPACK.cholesky($0[0]) }
    if let (index, status) = results.failure {
      fail(
        "cholesky: \(matrixName(index)) is not positive definite: "
          + "its leading \(status) × \(status) part has no positive determinant")
    }
    return results.tensors[0].traced(
      from: self,
      withValue: { factor, cotangent in
        // A̅ = L⁻ᵀ Φ(Lᵀ L̅) L⁻¹, where Φ takes the lower triangle and half of the diagonal.
        let half = Tensor.triangle(size, diagonal: 0.5)
        let inner = matmul(factor.transposedMatrices(), cotangent) * half
        let left = triangularSolve(factor, inner, isTransposed: true).transposedMatrices()
        let both = triangularSolve(factor, left, isTransposed: true)
        return (both + both.transposedMatrices()) / 2
      })
  }

  /// The matrix that undoes this one.
  ///
  /// - Shapes: `[…, n, n]` → `[…, n, n]`.
  /// - Requires: A matrix that is not singular.
  /// - Precision: Where the inverse would be multiplied with something, `solve` is faster and more exact.
  public func inverse() -> Tensor {
    let size = squareSize(in: "inverse")
    let leading = Shape(Array(shape.dropLast(2)))
    let unit = Tensor.full(Shape(leading.sizes + [1, 1]), 1) * Tensor.identity(size)
    return solve(self, unit)
  }

  /// The size of the square matrices that the last two axes hold.
  func squareSize(in operation: String) -> Int {
    let (rows, columns) = matrixSize(in: operation)
    if rows != columns { fail("\(operation): the matrices of shape \(shape) are not square") }
    return rows
  }

  /// The sizes of the matrices that the last two axes hold.
  func matrixSize(in operation: String) -> (rows: Int, columns: Int) {
    if rank < 2 { fail("\(operation): a tensor of shape \(shape) is not a matrix") }
    return (shape[rank - 2], shape[rank - 1])
  }

  /// Ones below (or above) the diagonal of a matrix, a number on it, and zeros elsewhere.
  static func triangle(_ size: Int, isUpper: Bool = false, diagonal: Float = 1) -> Tensor {
    Tensor(shape: [size, size]) { result in
      for row in 0..<size {
        for column in 0..<size {
          let isInside = isUpper ? row < column : row > column
          result[row * size + column] = row == column ? diagonal : isInside ? 1 : 0
        }
      }
    }
  }

  /// How a message names one matrix of a batch.
  func matrixName(_ index: Int) -> String {
    rank == 2 ? "the matrix of shape \(shape)" : "matrix \(index) of the batch of shape \(shape)"
  }
}

/// The solution of a system of linear equations, or of one for each column on the right.
///
/// `A x = b`
///
/// - Shapes: `[n, n]`, `[n]` → `[n]`; `[…, n, n]`, `[…, n, k]` → `[…, n, k]`.
/// - Requires: A matrix that is not singular; one that is nearly so gives large numbers, and no trap.
public func solve(_ matrix: Tensor, _ right: Tensor) -> Tensor {
  _ = matrix.squareSize(in: "solve")
  return systems("solve", matrix, right) { matrix, right in
    solved("solve", matrix, right) { LAPACK.solve($0, $1) }.traced(
      from: matrix,
      {
        let solution = solve(matrix, right)
        return -matmul(solve(matrix.transposedMatrices(), $0), solution.transposedMatrices())
      }, from: right, { solve(matrix.transposedMatrices(), $0) })
  }
}

/// The solution of a system of linear equations whose matrix is triangular; its other half is not read.
///
/// `L x = b`, or `Lᵀ x = b`.
///
/// - Shapes: `[n, n]`, `[n]` → `[n]`; `[…, n, n]`, `[…, n, k]` → `[…, n, k]`.
/// - Requires: No zero on the diagonal.
public func triangularSolve(
  _ matrix: Tensor, _ right: Tensor, isUpper: Bool = false, isTransposed: Bool = false
) -> Tensor {
  let size = matrix.squareSize(in: "triangularSolve")
  func adjoint(_ cotangent: Tensor) -> Tensor {
    triangularSolve(matrix, cotangent, isUpper: isUpper, isTransposed: !isTransposed)
  }
  return systems("triangularSolve", matrix, right) { matrix, right in
    checkDiagonal(matrix, size)
    let kernel = TriangularKernel(size: size, isUpper: isUpper, isTransposed: isTransposed)
    return kernel.solve(matrix, right).traced(
      from: matrix,
      { cotangent in
        let solution = triangularSolve(
          matrix, right, isUpper: isUpper, isTransposed: isTransposed)
        let product = matmul(adjoint(cotangent), solution.transposedMatrices())
        return Tensor.triangle(size, isUpper: isUpper)
          * -(isTransposed ? product.transposedMatrices() : product)
      }, from: right, adjoint)
  }
}

/// Traps where a triangular matrix has a zero on its diagonal.
private func checkDiagonal(_ matrix: Tensor, _ size: Int) {
  matrix.withScalars { scalars in
    for row in 0..<scalars.count / max(size, 1) where scalars[row * size + row % size] == 0 {
      fail(
        "triangularSolve: \(matrix.matrixName(row / size)) is singular: "
          + "element \(row % size) of its diagonal is zero")
    }
  }
}

/// The vector that comes nearest to solving a system of linear equations, or one for each column on the right.
///
/// `x = argmin ‖A x − b‖`, and of all such `x` the shortest, so that any matrix has exactly one answer.
///
/// - Shapes: `[m, n]`, `[m]` → `[n]`; `[…, m, n]`, `[…, m, k]` → `[…, n, k]`.
/// - Requires: Finite numbers.
/// - Note: It has no gradient; `solve` of the normal equations has one.
/// - Precision: Singular values below `max(m, n) · 2⁻²³` of the largest count as zero.
public func leastSquares(_ matrix: Tensor, _ right: Tensor) -> Tensor {
  matrix.refuseTrace(in: "leastSquares")
  right.refuseTrace(in: "leastSquares")
  return systems("leastSquares", matrix, right) { matrix, right in
    solved("leastSquares", matrix, right) { LAPACK.leastSquares($0, $1) }
  }
}

/// The products of each element of one vector with each of another.
///
/// `cᵢⱼ = aᵢ bⱼ`
///
/// - Shapes: `[m]`, `[n]` → `[m, n]`; `[…, m]`, `[…, n]` → `[…, m, n]`.
/// - Requires: Equal leading axes.
public func outer(_ left: Tensor, _ right: Tensor) -> Tensor {
  if left.rank == 0 || right.rank == 0 || Array(left.shape.dropLast()) != right.shape.dropLast() {
    fail("outer: \(left.shape) and \(right.shape) are not vectors, or not as many")
  }
  return left.expanded(atAxis: -1) * right.expanded(atAxis: -2)
}

/// Sees that matrices and right sides fit, and gives the body a vector on the right as a matrix of one column.
private func systems(
  _ name: String, _ matrix: Tensor, _ right: Tensor, _ body: (Tensor, Tensor) -> Tensor
) -> Tensor {
  let (rows, _) = matrix.matrixSize(in: name)
  let isVector = matrix.rank == 2 && right.rank == 1
  let columns = isVector ? right.expanded(atAxis: 1) : right
  if columns.rank < 2 || Array(columns.shape.dropLast()) != matrix.shape.dropLast() {
    fail(
      "\(name): the \(rows) rows of \(matrix.shape) and the right side \(right.shape) do not fit")
  }
  let solution = body(matrix, columns)
  return isVector ? solution.squeezed(atAxis: 1) : solution
}

/// Solves each system of a batch.
private func solved(
  _ name: String, _ matrix: Tensor, _ right: Tensor,
  _ body: (ColumnMatrix, ColumnMatrix) -> LAPACK.Outcome
) -> Tensor {
  let size = (matrix.shape[matrix.rank - 1], right.shape[right.rank - 1])
  let results = MatrixBatch.map([matrix, right], resultSizes: [size]) { body($0[0], $0[1]) }
  if let (index, status) = results.failure {
    let reason = status > 0 ? "is singular: pivot \(status - 1) is zero" : "holds NaN or infinity"
    fail("\(name): \(matrix.matrixName(index)) \(reason)")
  }
  return results.tensors[0]
}
