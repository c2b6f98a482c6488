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
public struct GaussianMixture: Sendable {
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
  public private(set) var weights: Tensor
  /// The means `μₖ`, `[componentCount, size]`.
  public private(set) var means: Tensor
  /// The covariances: `[componentCount, size, size]` full, `[componentCount, size]` diagonal, `[componentCount]`
  /// spherical, `[size, size]` tied.
  public private(set) var covariances: Tensor
  /// What the covariances may be.
  public let kind: CovarianceKind
  /// What is added to each variance, so that no component collapses onto a single example.
  public let regularization: Float

  /// The number of components.
  public var componentCount: Int { means.shape[0] }
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

  /// The logarithm of the density.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`.
  public func logProb(_ x: Tensor) -> Tensor { logJoint(x).logSumExp(alongAxis: 1) }

  /// The probability of each component given an example.
  ///
  /// `p(k | x) = πₖ N(x | μₖ, Σₖ) / p(x)`
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  public func responsibilities(given x: Tensor) -> Tensor { logJoint(x).softmax(alongAxis: 1) }

  /// The logarithm of the joint density of an example and each component.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  public func logJoint(_ x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] != size {
      fail("GaussianMixture: examples of shape \(x.shape) for \(size) coordinates")
    }
    let factors = whiteningFactors()
    let constant = Float(size) / 2 * logf(2 * .pi)
    let logNormalizers = zip(factors, weights.scalars).map { factor, weight in
      logf(weight) + factor.logDeterminant - constant
    }
    return squaredDistances(x, factors) * -0.5 + Tensor(logNormalizers)
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

  private var hasFullMatrices: Bool { kind == .full || kind == .tied }

  /// One round of expectation maximisation; returns the mean log-likelihood that the mixture had before.
  ///
  /// The log-likelihood never falls from one round to the next, but for the regularisation.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least one example.
  @discardableResult
  public mutating func expectationMaximization(on x: Tensor) -> Float {
    if x.rank != 2 || x.shape[0] == 0 { fail("GaussianMixture: \(x.shape) is no list of examples") }
    let joint = logJoint(x.detached())
    let logLikelihood = joint.logSumExp(alongAxis: 1, keepDims: true)
    maximize(x.detached(), responsibilities: exp(joint - logLikelihood))
    return logLikelihood.mean().scalar
  }

  /// Draws examples.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("GaussianMixture.sample: \(count) examples") }
    let chosen = categorical(
      logits: log(weights).broadcast(to: [count, componentCount]), using: &rng)
    let noise = Tensor.normal([count, size], using: &rng)
    let rows = chosen.enumerated().map { index, k in colored(noise[index], k) }
    return rows.isEmpty ? noise : means.gathered(chosen) + rows.stacked()
  }

  /// Noise of unit variance, given the covariance of a component.
  private func colored(_ noise: Tensor, _ k: Int) -> Tensor {
    switch kind {
    case .full: matmul(covariances[k].cholesky(), noise)
    case .tied: matmul(covariances.cholesky(), noise)
    case .diagonal, .spherical: sqrt(covariances[k]) * noise
    }
  }
}

extension GaussianMixture {
  /// The parameters with the greatest expected log-likelihood, given each example's shares in the components.
  mutating func maximize(_ x: Tensor, responsibilities: Tensor) {
    let shares = responsibilities.transposed()  // [componentCount, count]
    let totals = shares.sum(alongAxis: 1).scalars
    let sums = matmul(shares, x)
    // A component without any share keeps its place.
    means = totals.indices.map {
      totals[$0] > 1e-20 ? sums[$0] / totals[$0] : means[$0]
    }.stacked()
    weights = Tensor(totals.map { max($0, 1e-20) }) / Float(x.shape[0])
    let scatters = scatter(x, responsibilities)
    covariances = covariances(from: scatters, totals, count: Float(x.shape[0]))
  }

  /// The weighted sums of squares of what is left of the mean, of each component: `Σᵢ rᵢₖ (xᵢ − μₖ)(xᵢ − μₖ)ᵀ`, or its diagonal.
  private func scatter(_ x: Tensor, _ responsibilities: Tensor) -> [Tensor] {
    if !hasFullMatrices {
      let squares = weightedSquaredDifferences(x, means, weights: responsibilities)
      return (0..<componentCount).map { squares[$0] }
    }
    let shares = sqrt(responsibilities).transposed()  // [componentCount, count]
    return RowBlocks(x).sum(over: componentCount, shape: [size, size]) { rows, range, k in
      let weighted = (rows - means[k]) * shares[k][range].expanded(atAxis: 1)
      return product(weighted, isTransposed: true, weighted)
    }
  }

  private func covariances(from scatters: [Tensor], _ totals: [Float], count: Float) -> Tensor {
    let own = zip(scatters, totals).map { $0 / max($1, 1e-20) }
    switch kind {
    case .full:
      return own.stacked() + regularization * .identity(size)
    case .diagonal:
      return own.stacked() + regularization
    case .spherical:
      return own.stacked().mean(alongAxis: 1) + regularization
    case .tied:
      return scatters.stacked().sum(alongAxis: 0) / count + regularization * .identity(size)
    }
  }

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
