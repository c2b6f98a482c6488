// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// A mixture of Gaussians, fitted by expectation maximisation.
///
/// `p(x) = Σₖ πₖ N(x | μₖ, Σₖ)`
///
/// - Shapes: examples `[count, size]`.
/// - Units: nats per example.
/// - Paper: Dempster, Laird & Rubin (1977), *Maximum Likelihood from Incomplete Data via the EM Algorithm*.
public struct GaussianMixture: MixtureModel {
  /// What the components' covariances may be.
  public enum CovarianceKind: Sendable, CaseIterable {
    /// Any matrix, one for each component.
    case full
    /// A variance for each component and coordinate.
    case diagonal
    /// A variance for each component.
    case spherical
    /// Any matrix, one for all components.
    case tied
  }

  /// The probabilities `πₖ` of the components, `[componentCount]`.
  public internal(set) var weights: Tensor
  /// The means `μₖ`, `[componentCount, size]`.
  public internal(set) var means: Tensor
  /// The covariances: `[componentCount, size, size]` full, `[componentCount, size]` diagonal, `[componentCount]`
  /// spherical, `[size, size]` tied.
  public internal(set) var covariances: Tensor
  /// What the covariances may be.
  public let kind: CovarianceKind
  /// What is added to each variance, so that no component collapses onto a single example.
  public let regularization: Float

  /// The number of coordinates.
  public var size: Int { means.shape[1] }

  /// Makes a mixture with known parameters.
  ///
  /// - Requires: Shapes that fit, and covariances that are positive definite.
  public init(
    weights: Tensor, means: Tensor, covariances: Tensor, kind: CovarianceKind,
    regularization: Float = 1e-6
  ) {
    let shape = means.rank == 2 ? Self.covarianceShape(kind, means.shape[0], means.shape[1]) : []
    if means.rank != 2 || weights.shape != [means.shape[0]] || covariances.shape != shape {
      fail(
        "GaussianMixture: weights \(weights.shape), means \(means.shape) and \(kind) covariances "
          + "\(covariances.shape) do not fit")
    }
    (self.weights, self.means, self.covariances) = (weights, means, covariances)
    (self.kind, self.regularization) = (kind, regularization)
  }

  /// Makes a mixture of Gaussians on the line.
  ///
  /// - Requires: As many weights as means and standard deviations, which are positive.
  public init(
    weights: [Float], means: [Float], standardDeviations: [Float], regularization: Float = 1e-6
  ) {
    if standardDeviations.contains(where: { !($0 > 0) }) {
      fail("GaussianMixture: a standard deviation of \(standardDeviations) is not positive")
    }
    self.init(
      weights: Tensor(weights), means: Tensor(means).expanded(atAxis: 1),
      covariances: Tensor(standardDeviations.map { $0 * $0 }).expanded(atAxis: 1), kind: .diagonal,
      regularization: regularization)
  }

  private static func covarianceShape(_ kind: CovarianceKind, _ count: Int, _ size: Int) -> Shape {
    switch kind {
    case .full: [count, size, size]
    case .diagonal: [count, size]
    case .spherical: [count]
    case .tied: [size, size]
    }
  }

  /// The number of independent parameters.
  public var parameterCount: Int {
    let triangle = size * (size + 1) / 2
    let covarianceCount =
      switch kind {
      case .full: componentCount * triangle
      case .diagonal: componentCount * size
      case .spherical: componentCount
      case .tied: triangle
      }
    return componentCount - 1 + componentCount * size + covarianceCount
  }

  /// The logarithm of the density that each component gives each example: `log N(x | μₖ, Σₖ)`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  public func logConditional(_ x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] != size {
      fail("GaussianMixture: examples of shape \(x.shape) for \(size) coordinates")
    }
    let factors = whiteningFactors()
    let constant = Float(size) / 2 * logf(2 * .pi)
    let logNormalizers = Tensor(factors.map { $0.logDeterminant - constant })
    return squaredDistances(x, factors) * -0.5 + logNormalizers
  }

  /// The squared distance of each example from each mean, in units of the component's own spread.
  private func squaredDistances(_ x: Tensor, _ factors: [Whitening]) -> Tensor {
    let distances = { (rows: Tensor) in
      (0..<componentCount).map { k in
        let y = factors[k].apply(rows - means[k])
        return (y * y).sum(alongAxis: 1)
      }.stacked(alongAxis: 1)
    }
    if x.isBeingDifferentiated { return distances(x) }
    if hasFullMatrices { return RowBlocks(x).map(columns: componentCount, distances) }
    return scaledSquaredDistances(x, means, scales: factors.map(\.scale).stacked())
  }

  var hasFullMatrices: Bool { kind == .full || kind == .tied }

  /// What makes each component's examples standard normal.
  private func whiteningFactors() -> [Whitening] {
    switch kind {
    case .full: return (0..<componentCount).map { Whitening(covariance: covariances[$0]) }
    case .tied:
      return Array(repeating: Whitening(covariance: covariances), count: componentCount)
    case .diagonal:
      return (0..<componentCount).map { Whitening(variances: covariances[$0]) }
    case .spherical:
      return (0..<componentCount).map {
        Whitening(variances: covariances[$0].broadcast(to: [size]))
      }
    }
  }

  /// Draws an example from each of the named components.
  ///
  /// - Shapes: result `[components.count, size]`.
  public func sample(
    given components: [Int], using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    require(components: components, in: "GaussianMixture.sample")
    let noise = Tensor.normal([components.count, size], using: &rng)
    if components.isEmpty { return noise }
    return rows(groupedBy: components) { k, places in colored(noise[at: places], k) + means[k] }
  }

  /// Rows of noise of unit variance, given the covariance of a component.
  private func colored(_ noise: Tensor, _ k: Int) -> Tensor {
    switch kind {
    case .full: matmul(noise, covariances[k].cholesky().transposed())
    case .tied: matmul(noise, covariances.cholesky().transposed())
    case .diagonal, .spherical: noise * sqrt(covariances[k])
    }
  }
}

/// A linear map that gives a Gaussian unit covariance.
private struct Whitening {
  private let matrix: Tensor?
  /// The factor of each coordinate, where the map is diagonal.
  let scale: Tensor
  /// The logarithm of the map's determinant.
  let logDeterminant: Float

  init(covariance: Tensor) {
    let factor = covariance.cholesky()
    let inverse = triangularSolve(factor, .identity(covariance.shape[0])).transposed()
    (matrix, scale) = (inverse, Tensor(1))
    logDeterminant = (inverse * .identity(covariance.shape[0])).sum(alongAxis: 0).logSum
  }

  init(variances: Tensor) {
    (matrix, scale) = (nil, 1 / sqrt(variances))
    logDeterminant = scale.logSum
  }

  func apply(_ rows: Tensor) -> Tensor { matrix.map { matmul(rows, $0) } ?? rows * scale }
}

extension Tensor {
  fileprivate var logSum: Float { log(self).sum().scalar }
}
