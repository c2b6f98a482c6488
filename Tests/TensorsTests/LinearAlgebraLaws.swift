// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

/// The sizes that the laws are tried on: one number, small, and large enough for LAPACK's blocked routines.
private let sizes = [1, 2, 7, 150]

/// A symmetric matrix all of whose eigenvalues are at least 1.
private func positiveDefinite(_ size: Int, seed: UInt64 = 1) -> Tensor {
  let a = sample([size, size], seed: seed) / Float(size)
  return matmul(a, a.transposed()) + .identity(size)
}

@Suite("Linear equations") struct LinearEquationLaws {
  @Test("The Cholesky factor is a lower triangle whose square is the matrix", arguments: sizes)
  func cholesky(_ size: Int) {
    let a = positiveDefinite(size)
    let factor = a.cholesky()
    expectClose(matmul(factor, factor.transposed()), a, tolerance: 2e-6)
    for index in Reference.indices(of: factor.shape) where index[1] > index[0] {
      #expect(Reference.element(factor, index) == 0)
    }
  }

  @Test("The Cholesky factor of a matrix worked by hand") func choleskyByHand() {
    let a = Tensor([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    #expect(a.cholesky() == Tensor([[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
  }

  @Test("A solution satisfies its equations", arguments: sizes) func solving(_ size: Int) {
    let (a, b) = (
      positiveDefinite(size) - 0.3 * sample([size, size]) / Float(size), sample([size])
    )
    expectClose(matmul(a, solve(a, b)), b, tolerance: 5e-6)
    let columns = sample([size, 3], seed: 2)
    expectClose(matmul(a, solve(a, columns)), columns, tolerance: 5e-6)
  }

  @Test(
    "A triangular system is solved from either side, and the other half is not read",
    arguments: [(false, false), (false, true), (true, false), (true, true)])
  func triangularSolving(_ isUpper: Bool, _ isTransposed: Bool) {
    let lower = positiveDefinite(40).cholesky()
    let triangle = isUpper ? lower.transposed() : lower
    let b = sample([40, 2])
    let full = triangle + (lower - .identity(40) * lower).transposed() * (isUpper ? 0 : 9)
    let x = triangularSolve(full, b, isUpper: isUpper, isTransposed: isTransposed)
    expectClose(
      matmul(isTransposed ? triangle.transposed() : triangle, x), b, tolerance: 1e-5)
  }

  @Test("A matrix times its inverse is the identity", arguments: sizes) func inverse(_ size: Int) {
    let a = positiveDefinite(size)
    expectClose(matmul(a, a.inverse()), .identity(size), tolerance: 2e-6)
  }

  @Test("Each matrix of a batch is solved as if it were alone") func batches() {
    let matrices = (0..<6).map { positiveDefinite(5, seed: $0 + 1) }
    let batch = matrices.stacked().reshaped(2, 3, 5, 5)
    let right = sample([2, 3, 5, 2])
    let (factors, solutions) = (batch.cholesky(), solve(batch, right))
    for index in 0..<6 {
      #expect(factors[index / 3, index % 3] == matrices[index].cholesky())
      #expect(
        solutions[index / 3, index % 3]
          == solve(matrices[index], right[index / 3, index % 3]))
    }
    #expect(batch.logDeterminant().shape == [2, 3])
    #expect(batch.inverse().shape == [2, 3, 5, 5])
  }

  @Test("The residual of a least-squares solution is orthogonal to the columns")
  func leastSquaresResidual() {
    let (a, b) = (sample([30, 4]), sample([30, 2], seed: 2))
    let residual = b - matmul(a, leastSquares(a, b))
    expectClose(matmul(a.transposed(), residual), .zeros([4, 2]), tolerance: 2e-5)
    #expect(residual.max().scalar > 0.1)
  }

  @Test("Of all solutions the shortest is taken") func shortestSolution() {
    expectClose(
      leastSquares(Tensor([[3, 4]]), Tensor([25])), Tensor([3, 4]), tolerance: 1e-6)
    // Two equal columns share what one alone would need.
    let a = Tensor([[1, 1], [2, 2], [3, 3]])
    expectClose(leastSquares(a, Tensor([2, 4, 6])), Tensor([1, 1]), tolerance: 1e-6)
  }

  @Test("An outer product multiplies each with each") func outerProducts() {
    let (a, b) = (sample([3, 4]), sample([3, 5], seed: 2))
    #expect(outer(a[0], b[0]) == matmul(a[0].reshaped(4, 1), b[0].reshaped(1, 5)))
    #expect(outer(a, b)[2] == outer(a[2], b[2]))
  }

  @Test("A system of no equations has the empty solution") func empty() {
    #expect(Tensor.zeros([0, 0]).cholesky().shape == [0, 0])
    #expect(solve(.zeros([0, 0]), .zeros([0])).shape == [0])
    #expect(Tensor.zeros([0, 0]).determinant().scalar == 1)
    #expect(leastSquares(.zeros([3, 0]), .zeros([3])).shape == [0])
  }
}

@Suite("Decompositions") struct DecompositionLaws {
  static let shapes = [[1, 1], [4, 4], [9, 3], [3, 9], [120, 70]]

  @Test("P L U is the matrix", arguments: shapes) func lu(_ shape: [Int]) {
    let a = sample(Shape(shape))
    let lu = a.luDecomposition()
    expectClose(matmul(lu.permutation, matmul(lu.lower, lu.upper)), a, tolerance: 2e-5)
    expectClose(
      matmul(lu.permutation, lu.permutation.transposed()), .identity(shape[0]), tolerance: 0)
  }

  @Test("Q is orthogonal, R is a triangle, and their product is the matrix", arguments: shapes)
  func qr(_ shape: [Int]) {
    let a = sample(Shape(shape))
    let qr = a.qrDecomposition()
    let (q, r) = (qr.orthogonal, qr.upper)
    expectClose(matmul(q, r), a, tolerance: 1e-5)
    expectClose(matmul(q.transposed(), q), .identity(q.shape[1]), tolerance: 1e-6)
    for index in Reference.indices(of: r.shape) where index[0] > index[1] {
      #expect(Reference.element(r, index) == 0)
    }
  }

  @Test("U diag(σ) Vᵀ is the matrix, with orthonormal columns and descending σ", arguments: shapes)
  func singularValues(_ shape: [Int]) {
    let a = sample(Shape(shape))
    let svd = a.singularValueDecomposition()
    let (u, s, v) = (svd.leftVectors, svd.values, svd.rightVectors)
    expectClose(matmul(u * s, v.transposed()), a, tolerance: 2e-5)
    expectClose(matmul(u.transposed(), u), .identity(s.shape[0]), tolerance: 1e-6)
    expectClose(matmul(v.transposed(), v), .identity(s.shape[0]), tolerance: 1e-6)
    #expect(s.scalars == s.scalars.sorted(by: >))
    #expect(s.scalars.allSatisfy { $0 >= 0 })
  }

  @Test("A symmetric matrix stretches its eigenvectors by its eigenvalues", arguments: sizes)
  func eigenvectors(_ size: Int) {
    let half = sample([size, size])
    let a = half + half.transposed()
    let eigen = a.symmetricEigenDecomposition()
    let (values, vectors) = (eigen.values, eigen.vectors)
    expectClose(matmul(a, vectors), vectors * values, tolerance: 5e-5)
    expectClose(matmul(vectors.transposed(), vectors), .identity(size), tolerance: 1e-6)
    #expect(values.scalars == values.scalars.sorted())
  }

  @Test("Eigenvalues and singular values worked by hand") func byHand() {
    let a = Tensor([[2, 1], [1, 2]])
    expectClose(a.symmetricEigenDecomposition().values, Tensor([1, 3]), tolerance: 1e-6)
    let b = Tensor([[3, 0], [4, 5]])
    let values = Tensor([Float(45).squareRoot(), Float(5).squareRoot()])
    expectClose(b.singularValueDecomposition().values, values, tolerance: 1e-6)
  }

  @Test("The determinant of a product is the product of the determinants")
  func determinantOfProduct() {
    let (a, b) = (sample([5, 5]), sample([5, 5], seed: 2))
    let product = a.determinant() * b.determinant()
    let tolerance = abs(product.scalar) * 1e-5
    expectClose(matmul(a, b).determinant(), product, tolerance: tolerance)
  }

  @Test("Sign and logarithm say the same as the determinant") func logDeterminants() {
    #expect(Tensor([[0, 2], [3, 0]]).determinant().scalar == -6)
    let (sign, logarithm) = Tensor([[0, 2], [3, 0]]).signedLogDeterminant()
    #expect(sign.scalar == -1)
    expectClose(logarithm, log(Tensor(6)), tolerance: 1e-6)
    // The determinant itself, 10⁻²⁰⁰, is no Float.
    expectClose(
      (Tensor.identity(200) * 0.1).logDeterminant(), Tensor(200 * -2.302_585_1), tolerance: 1e-4)
  }

  @Test("The log-determinant is twice the sum over the Cholesky diagonal", arguments: sizes)
  func logDeterminantByCholesky(_ size: Int) {
    let a = positiveDefinite(size)
    let diagonal = (0..<size).map { a.cholesky()[$0, $0] }.stacked()
    expectClose(a.logDeterminant(), 2 * log(diagonal).sum(), tolerance: 1e-5)
  }

  @Test("A singular matrix has the sign 0 and the logarithm −∞") func singular() {
    let (sign, logarithm) = Tensor([[1, 2], [2, 4]]).signedLogDeterminant()
    #expect(sign.scalar == 0)
    #expect(logarithm.scalar == -.infinity)
    #expect(Tensor([[1, 2], [2, 4]]).determinant().scalar == 0)
  }
}

@Suite("Traps of linear algebra") struct LinearAlgebraTraps {
  @Test("A matrix that is not positive definite") func indefinite() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([[1, 2], [2, 1]]).cholesky() }
    #expect(message(result).contains("cholesky: the matrix of shape [2, 2] is not positive"))
  }

  @Test("A singular matrix of a batch") func singular() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = solve([Tensor.identity(2), .ones([2, 2])].stacked(), .ones([2, 2, 1])) }
    #expect(
      message(result).contains(
        "solve: matrix 1 of the batch of shape [2, 2, 2] is singular: pivot 1 is zero"))
  }

  @Test("Equations that do not fit") func misfit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = solve(.identity(3), .ones([2])) }
    #expect(
      message(result).contains("solve: the 3 rows of [3, 3] and the right side [2] do not fit"))
  }

  @Test("A matrix that is not square") func notSquare() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.ones([2, 3]).logDeterminant() }
    #expect(message(result).contains("logDeterminant: the matrices of shape [2, 3] are not square"))
  }

  @Test("A matrix with a hole") func notANumber() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([[1, .nan], [0, 1]]).singularValueDecomposition() }
    #expect(message(result).contains("holds NaN or infinity"))
  }
}

@Suite("Threads of linear algebra") struct LinearAlgebraThreadLaws {
  @Test("The bits are the same for any number of threads", arguments: [2, 3])
  func sameBits(_ threadCount: Int) {
    let batch = (1...5).map { positiveDefinite(30, seed: $0) }.stacked()
    let right = sample([5, 30, 700])
    func results() -> [Tensor] {
      let factors = batch.cholesky()
      return [
        factors, triangularSolve(factors, right), solve(batch, right), batch.logDeterminant(),
        batch.symmetricEigenDecomposition().vectors,
      ]
    }
    let alone = Workers.$current.withValue(Workers(threadCount: 1)) { results() }
    let together = Workers.$current.withValue(Workers(threadCount: threadCount)) { results() }
    #expect(alone == together)
    expectClose(matmul(batch.cholesky(), alone[1]), right, tolerance: 1e-5)
  }
}
