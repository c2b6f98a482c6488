// SPDX-License-Identifier: MIT

/// A matrix as a product of triangles, after an exchange of its rows.
///
/// `A = P L U`
public struct LUDecomposition: Sendable {
  /// The permutation `P` of the rows, as a matrix.
  public let permutation: Tensor
  /// The lower triangle `L`, with ones on its diagonal.
  public let lower: Tensor
  /// The upper triangle `U`.
  public let upper: Tensor
}

/// A matrix as a product of an orthogonal matrix and a triangle.
///
/// `A = Q R`
public struct QRDecomposition: Sendable {
  /// The matrix `Q` of orthonormal columns.
  public let orthogonal: Tensor
  /// The upper triangle `R`.
  public let upper: Tensor
}

/// The directions that a symmetric matrix only stretches, and by how much.
///
/// `A = V diag(λ) Vᵀ`
public struct EigenDecomposition: Sendable {
  /// The eigenvalues `λ`, ascending.
  public let values: Tensor
  /// The eigenvectors `V`, one in each column, orthonormal.
  public let vectors: Tensor
}

/// A matrix as a rotation, a stretching along the axes and another rotation.
///
/// `A = U diag(σ) Vᵀ`
public struct SingularValueDecomposition: Sendable {
  /// The left singular vectors `U`, one in each column, orthonormal.
  public let leftVectors: Tensor
  /// The singular values `σ`, descending, none negative.
  public let values: Tensor
  /// The right singular vectors `V`, one in each column, orthonormal.
  public let rightVectors: Tensor
}

extension Tensor {
  /// The triangles that give the matrix as their product, after an exchange of rows.
  ///
  /// - Shapes: `[…, m, n]` → `[…, m, m]`, `[…, m, k]`, `[…, k, n]` with `k` the lesser of `m` and `n`.
  /// - Note: It has no gradient; `logDeterminant` and `solve` have one.
  public func luDecomposition() -> LUDecomposition {
    refuseTrace(in: "luDecomposition")
    let (rows, columns) = matrixSize(in: "luDecomposition")
    let size = Swift.min(rows, columns)
    let parts = MatrixBatch.map(
      [self], resultSizes: [(rows, rows), (rows, size), (size, columns)]
    ) { MatrixBatch.Outcome(matrices: LAPACK.LU($0[0]).factors) }.tensors
    return LUDecomposition(permutation: parts[0], lower: parts[1], upper: parts[2])
  }

  /// The logarithm of the absolute value of the determinant, and its sign: 1, −1, or 0 for a singular matrix.
  ///
  /// `det A = sign · exp(log|det A|)`; a singular matrix gives −∞.
  ///
  /// - Shapes: `[…, n, n]` → `[…]`, `[…]`.
  /// - Requires: For its gradient, a matrix that is not singular.
  public func signedLogDeterminant() -> (sign: Tensor, logDeterminant: Tensor) {
    _ = squareSize(in: "logDeterminant")
    let parts = MatrixBatch.map([self], resultSizes: [(1, 1), (1, 1)]) { matrices in
      let (sign, logarithm) = LAPACK.LU(matrices[0]).signedLogDeterminant
      return MatrixBatch.Outcome(
        matrices: [ColumnMatrix(column: [sign]), ColumnMatrix(column: [logarithm])])
    }.tensors
    let leading = Shape(Array(shape.dropLast(2)))
    let logarithm = parts[1].reshaped(to: leading).traced(from: self) { cotangent in
      cotangent.asMatrices() * inverse().transposedMatrices()
    }
    return (parts[0].reshaped(to: leading), logarithm)
  }

  /// The logarithm of the absolute value of the determinant.
  ///
  /// - Shapes: `[…, n, n]` → `[…]`.
  public func logDeterminant() -> Tensor { signedLogDeterminant().logDeterminant }

  /// The determinant.
  ///
  /// - Shapes: `[…, n, n]` → `[…]`.
  /// - Requires: For its gradient, a matrix that is not singular.
  /// - Precision: Large matrices leave the range of `Float`; their `logDeterminant` does not.
  public func determinant() -> Tensor {
    _ = squareSize(in: "determinant")
    return MatrixBatch.map([self], resultSizes: [(1, 1)]) { matrices in
      let determinant = LAPACK.LU(matrices[0]).determinant
      return MatrixBatch.Outcome(matrices: [ColumnMatrix(column: [determinant])])
    }.tensors[0].reshaped(to: Shape(Array(shape.dropLast(2)))).traced(
      from: self,
      withValue: { value, cotangent in
        (value * cotangent).asMatrices() * inverse().transposedMatrices()
      })
  }

  /// An orthonormal basis of the columns, and the triangle that says how the columns follow from it.
  ///
  /// - Shapes: `[…, m, n]` → `[…, m, k]`, `[…, k, n]` with `k` the lesser of `m` and `n`.
  /// - Note: It has no gradient.
  public func qrDecomposition() -> QRDecomposition {
    refuseTrace(in: "qrDecomposition")
    let (rows, columns) = matrixSize(in: "qrDecomposition")
    let size = Swift.min(rows, columns)
    let parts = decomposed("qrDecomposition", [(rows, size), (size, columns)], LAPACK.qr)
    return QRDecomposition(orthogonal: parts[0], upper: parts[1])
  }

  /// The eigenvalues and eigenvectors of a symmetric matrix, of which only the lower triangle is read.
  ///
  /// - Shapes: `[…, n, n]` → `[…, n]`, `[…, n, n]`.
  /// - Requires: Finite numbers; for a gradient of the vectors, eigenvalues that differ.
  public func symmetricEigenDecomposition() -> EigenDecomposition {
    let name = "symmetricEigenDecomposition"
    let size = squareSize(in: name)
    let parts = decomposed(name, [(size, 1), (size, size)], LAPACK.symmetricEigen)
    let vectors = parts[1].traced(
      from: self,
      withValue: { vectors, cotangent in
        let products = matmul(vectors.transposedMatrices(), cotangent)
        return turned(products * inverseGaps(vectors), by: vectors)
      })
    let values = parts[0].squeezed(atAxis: -1).traced(from: self) { cotangent in
      turned(cotangent.expanded(atAxis: -1) * .identity(size), by: vectors)
    }
    return EigenDecomposition(values: values, vectors: vectors)
  }

  /// The singular values of a matrix with their left and right vectors.
  ///
  /// - Shapes: `[…, m, n]` → `[…, m, k]`, `[…, k]`, `[…, n, k]` with `k` the lesser of `m` and `n`.
  /// - Requires: Finite numbers.
  /// - Note: The values have a gradient, of first order; the vectors have none.
  public func singularValueDecomposition() -> SingularValueDecomposition {
    let name = "singularValueDecomposition"
    let (rows, columns) = matrixSize(in: name)
    let size = Swift.min(rows, columns)
    let sizes = [(rows, size), (size, 1), (columns, size)]
    let parts = decomposed(name, sizes, LAPACK.singularValues)
    let values = parts[1].squeezed(atAxis: -1).traced(from: self) { cotangent in
      refuseTrace(in: "second derivative of singularValueDecomposition")
      return matmul(
        parts[0] * cotangent.expanded(atAxis: -2), parts[2].transposedMatrices())
    }
    let vectors = [parts[0], parts[2]].map { vectors in
      vectors.traced(from: self) { _ in fail("\(name): the singular vectors have no gradient") }
    }
    return SingularValueDecomposition(
      leftVectors: vectors[0], values: values, rightVectors: vectors[1])
  }

  /// The numbers of a batch as matrices of one element.
  private func asMatrices() -> Tensor { expanded(atAxis: -1).expanded(atAxis: -1) }

  /// For each pair of eigenvalues `1 / (λⱼ − λᵢ)`, and 0 on the diagonal.
  private func inverseGaps(_ vectors: Tensor) -> Tensor {
    let values = (vectors * matmul(self, vectors)).sum(alongAxis: -2)
    let unit = Tensor.identity(shape[rank - 1])
    return (1 - unit) / (values.expanded(atAxis: -2) - values.expanded(atAxis: -1) + unit)
  }

  private func decomposed(
    _ name: String, _ sizes: [(rows: Int, columns: Int)],
    _ body: (ColumnMatrix) -> MatrixBatch.Outcome
  ) -> [Tensor] {
    let results = MatrixBatch.map([self], resultSizes: sizes) { matrices in
      // LAPACK may search for ever where a number is NaN.
      matrices[0].isFinite ? body(matrices[0]) : MatrixBatch.Outcome(matrices: [], status: -1)
    }
    if let (index, status) = results.failure {
      let reason = status < 0 ? "holds NaN or infinity" : "did not converge"
      fail("\(name): \(matrixName(index)) \(reason)")
    }
    return results.tensors
  }
}

/// A matrix seen from another basis, made symmetric: `V M Vᵀ`.
private func turned(_ matrix: Tensor, by vectors: Tensor) -> Tensor {
  let product = matmul(matmul(vectors, matrix), vectors.transposedMatrices())
  return (product + product.transposedMatrices()) / 2
}
