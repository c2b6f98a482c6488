// SPDX-License-Identifier: MIT

public import Distributions
import Glibc
public import Tensors

/// A Gaussian density, the simplest model of vectors whose coordinates depend on each other.
///
/// `log p(x) = −½ (x − μ)ᵀ Σ⁻¹ (x − μ) − ½ log|2πΣ|`
///
/// The likelihood is greatest at `μ = 1/N Σₙ xₙ` and `Σ = 1/N Σₙ (xₙ − μ)(xₙ − μ)ᵀ`.
///
/// - Shapes: examples `[count, size]`.
/// - Units: nats per example.
public struct Gaussian: Sendable {
  /// The mean μ, `[size]`.
  public let mean: Tensor
  /// The covariance Σ, `[size, size]`.
  public let covariance: Tensor
  /// The lower triangle L with `Σ = L Lᵀ`.
  private let factor: Tensor
  /// The matrix `L⁻ᵀ`, which gives what is left of the mean unit covariance.
  private let whitening: Tensor
  /// `−½ log|2πΣ|`.
  private let logNormalizer: Float

  /// Makes a density with known parameters.
  ///
  /// - Shapes: `mean` `[size]`, `covariance` `[size, size]`.
  /// - Requires: A positive definite covariance of a shape that fits.
  public init(mean: Tensor, covariance: Tensor) {
    if mean.rank != 1 || covariance.shape != [mean.shape[0], mean.shape[0]] {
      fail("Gaussian: a mean of shape \(mean.shape) for a covariance of \(covariance.shape)")
    }
    (self.mean, self.covariance) = (mean, covariance)
    let size = mean.shape[0]
    factor = covariance.cholesky()
    whitening = triangularSolve(factor, .identity(size)).transposed()
    let diagonal = (factor * .identity(size)).sum(alongAxis: 1)
    logNormalizer = -log(diagonal).sum().scalar - Float(size) / 2 * logf(2 * .pi)
  }

  /// Fits a density by maximum likelihood.
  ///
  /// - Parameters:
  ///   - regularization: What is added to the variance of each coordinate. Where coordinates are constant, or there are
  ///     fewer examples than coordinates, the likelihood has no maximum without it.
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least one example.
  public init(fitting x: Tensor, regularization: Float = 0) {
    if x.rank != 2 || x.elementCount == 0 { fail("Gaussian: \(x.shape) is no list of examples") }
    let mean = x.mean(alongAxis: 0)
    let scatter = Self.scatter(of: x, around: mean) / Float(x.shape[0])
    let covariance = scatter + regularization * .identity(x.shape[1])
    let variances = (covariance * .identity(x.shape[1])).sum(alongAxis: 1).scalars
    if let constant = variances.firstIndex(where: { !($0 > 0) }) {
      fail("Gaussian: coordinate \(constant) never varies; give a positive regularization")
    }
    self.init(mean: mean, covariance: covariance)
  }

  private init(mean: Tensor, like other: Gaussian) {
    (self.mean, covariance, factor) = (mean, other.covariance, other.factor)
    (whitening, logNormalizer) = (other.whitening, other.logNormalizer)
  }

  /// The same density around another mean.
  public func moved(to mean: Tensor) -> Gaussian {
    if mean.shape != self.mean.shape {
      fail("Gaussian: a mean of shape \(mean.shape) for one of \(self.mean.shape)")
    }
    return Gaussian(mean: mean, like: self)
  }

  /// The sum of `(x − μ)(x − μ)ᵀ` over the examples.
  static func scatter(of x: Tensor, around mean: Tensor) -> Tensor {
    let size = x.shape[1]
    return RowBlocks(x).sum(over: 1, shape: [size, size]) { rows, _, _ in
      let rest = rows - mean
      return product(rest, isTransposed: true, rest)
    }[0]
  }

  /// The number of coordinates.
  public var size: Int { mean.shape[0] }

  /// The density as one of the distributions, which has marginals, divergences and gradients.
  public var distribution: MultivariateNormal {
    MultivariateNormal(mean: mean, choleskyFactor: factor)
  }

  /// Examples with the mean taken away and unit covariance, `L⁻¹ (x − μ)`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, size]`.
  public func whitened(_ x: Tensor) -> Tensor {
    requireVectors(x, size: size, in: "Gaussian")
    return matmul(x - mean, whitening)
  }

  /// The logarithm of the density.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`.
  public func logProb(_ x: Tensor) -> Tensor {
    requireVectors(x, size: size, in: "Gaussian")
    let distances = { (rows: Tensor) in
      let y = whitened(rows)
      return (y * y).sum(alongAxis: 1)
    }
    let squares =
      x.isBeingDifferentiated
      ? distances(x) : RowBlocks(x).map(columns: 1, distances).flattened()
    return squares * -0.5 + logNormalizer
  }

  /// Draws examples, `μ + L ε`.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("Gaussian.sample: \(count) examples") }
    return mean + matmul(Tensor.normal([count, size], using: &rng), factor.transposed())
  }

  /// The density of the other coordinates, in their order, where some are known: a regression on these.
  ///
  /// `p(x₂ | x₁) = N(μ₂ + Σ₂₁ Σ₁₁⁻¹ (x₁ − μ₁), Σ₂₂ − Σ₂₁ Σ₁₁⁻¹ Σ₁₂)`
  ///
  /// - Shapes: values `[…, known]` → means `[…, size − known]`.
  public func conditional(on coordinates: [Int], being values: Tensor) -> MultivariateNormal {
    distribution.conditional(on: coordinates, being: values)
  }
}
