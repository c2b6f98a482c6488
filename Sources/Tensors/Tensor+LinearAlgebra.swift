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
    return results.tensors[0]
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
  return solved("solve", matrix, right) { LAPACK.solve($0, $1) }
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
  _ = matrix.squareSize(in: "triangularSolve")
  return solved("triangularSolve", matrix, right) {
    LAPACK.triangularSolve($0, $1, isUpper: isUpper, isTransposed: isTransposed)
  }
}

/// The vector that comes nearest to solving a system of linear equations, or one for each column on the right.
///
/// `x = argmin ‖A x − b‖`, and of all such `x` the shortest, so that any matrix has exactly one answer.
///
/// - Shapes: `[m, n]`, `[m]` → `[n]`; `[…, m, n]`, `[…, m, k]` → `[…, n, k]`.
/// - Requires: Finite numbers.
/// - Precision: Singular values below `max(m, n) · 2⁻²³` of the largest count as zero.
public func leastSquares(_ matrix: Tensor, _ right: Tensor) -> Tensor {
  solved("leastSquares", matrix, right) { LAPACK.leastSquares($0, $1) }
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

/// Solves the systems of a batch, after the shapes have been seen to fit.
private func solved(
  _ name: String, _ matrix: Tensor, _ right: Tensor,
  _ body: (ColumnMatrix, ColumnMatrix) -> LAPACK.Outcome
) -> Tensor {
  let (rows, columns) = matrix.matrixSize(in: name)
  let isVector = matrix.rank == 2 && right.rank == 1
  let b = isVector ? right.expanded(atAxis: 1) : right
  if b.rank < 2 || Array(b.shape.dropLast()) != matrix.shape.dropLast() {
    fail("\(name): \(matrix.shape) and \(right.shape) do not fit: \(rows) equations each")
  }
  let results = MatrixBatch.map([matrix, b], resultSizes: [(columns, b.shape[b.rank - 1])]) {
    body($0[0], $0[1])
  }
  if let (index, status) = results.failure {
    let reason = status > 0 ? "is singular: pivot \(status - 1) is zero" : "holds NaN or infinity"
    fail("\(name): \(matrix.matrixName(index)) \(reason)")
  }
  return isVector ? results.tensors[0].squeezed(atAxis: 1) : results.tensors[0]
}
