// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

/// A function of a matrix, made of one operation of linear algebra.
enum MatrixFunction: CaseIterable, Sendable {
  case cholesky, inverse, solution, solvedRight, lowerSolution, upperSolution, transposedSolution
  case triangularRight, logDeterminant, determinant, eigenvalues, projections, singularValues
  case outerProduct

  /// A number that depends on all that the operation gives, without symmetry.
  func callAsFunction(_ matrix: Tensor) -> Tensor {
    let size = matrix.shape[matrix.rank - 1]
    let right = sample(Shape(Array(matrix.shape.dropLast()) + [2]), seed: 8)
    let fixed = sample(matrix.shape, seed: 7) + 3 * Tensor.identity(size)
    let symmetric = matrix + matrix.transposedMatrices()
    let result =
      switch self {
      case .cholesky: (symmetric + 6 * .identity(size)).cholesky()
      case .inverse: matrix.inverse()
      case .solution: solve(matrix, right)
      case .solvedRight: solve(fixed, matrix)
      case .lowerSolution: triangularSolve(matrix, right)
      case .upperSolution: triangularSolve(matrix, right, isUpper: true)
      case .transposedSolution: triangularSolve(matrix, right, isTransposed: true)
      case .triangularRight: triangularSolve(fixed, matrix)
      case .logDeterminant: matrix.logDeterminant()
      case .determinant: matrix.determinant()
      case .eigenvalues: symmetric.symmetricEigenDecomposition().values
      case .projections: Self.projections(symmetric)
      case .singularValues: matrix.singularValueDecomposition().values
      case .outerProduct: outer(matrix, matrix)
      }
    return (result * sample(result.shape, seed: 9)).sum()
  }

  /// The squares of the eigenvectors' components, which do not depend on the vectors' signs.
  private static func projections(_ matrix: Tensor) -> Tensor {
    let vectors = matrix.symmetricEigenDecomposition().vectors
    return vectors * vectors
  }

  /// Whether its value, too, needs only what has a gradient.
  static let twiceDifferentiable = allCases.filter { $0 != .singularValues }
}

@Suite("Gradients of linear algebra") struct LinearAlgebraGradientLaws {
  /// Matrices of a batch that are well conditioned, and whose eigenvalues differ.
  let x = sample([2, 4, 4]) / 8 + Tensor.identity(4) * Tensor([1.5, 3, 4.5, 6])
  let direction = sample([2, 4, 4], seed: 5) / 2

  /// How fast a function grows along the direction, by a difference of fourth order.
  private func slope(of function: (Tensor) -> Tensor) -> Double {
    let step: Float = 1.0 / 32
    func difference(_ step: Float) -> Double {
      let (after, before) = (function(x + direction * step), function(x - direction * step))
      return (Double(after.scalar) - Double(before.scalar)) / Double(2 * step)
    }
    return (4 * difference(step / 2) - difference(step)) / 3
  }

  private func expectSlope(_ gradient: Tensor, _ function: (Tensor) -> Tensor) {
    let expected = slope(of: function)
    let actual = Double((gradient * direction).sum().scalar)
    #expect(abs(actual - expected) <= 3e-3 * (abs(expected) + 1), "\(actual), not \(expected)")
  }

  @Test("They agree with differences", arguments: MatrixFunction.allCases)
  func first(_ function: MatrixFunction) {
    expectSlope(gradient(at: x) { function($0) }) { function($0) }
  }

  @Test(
    "Gradients of gradients agree with differences", arguments: MatrixFunction.twiceDifferentiable)
  func second(_ function: MatrixFunction) {
    func penalty(_ x: Tensor) -> Tensor { pow(gradient(at: x) { function($0) }, 2).mean() }
    expectSlope(gradient(at: x) { penalty($0) }) { penalty($0) }
  }

  @Test("A vector on the right has a gradient too") func vectors() {
    let (a, b) = (x[0], sample([4]))
    let slope = gradient(at: b) { (solve(a, $0) * Tensor([1, 2, 3, 4])).sum() }
    expectClose(slope, solve(a.transposed(), Tensor([1, 2, 3, 4])), tolerance: 1e-5)
  }

  @Test("What has no gradient says so") func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = gradient(at: Tensor.identity(3)) { $0.qrDecomposition().upper.sum() }
    }
    #expect(message(result).contains("qrDecomposition: has no gradient"))
  }
}
