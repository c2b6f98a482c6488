// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A Gaussian of several variables, known up to a factor: `log p̄(z) = c + hᵀz − ½ zᵀΛz`, in exact arithmetic.
///
/// The joint `p(x, z)` of a linear model is one, as a function of `z`; its evidence and posterior have closed forms.
/// - Units: nats.
public struct GaussianPotential: Sendable {
  /// The precision matrix `Λ`, the inverse of the covariance.
  public let precision: [[Double]]
  /// The linear part `h`.
  public let linear: [Double]
  /// The constant part `c`.
  public let constant: Double

  /// Makes a potential.
  ///
  /// - Requires: A symmetric, positive definite precision, as large as the linear part.
  public init(precision: [[Double]], linear: [Double], constant: Double = 0) {
    if precision.count != linear.count || precision.contains(where: { $0.count != linear.count }) {
      fail("GaussianPotential: \(linear.count) variables, but \(precision.count) rows of precision")
    }
    (self.precision, self.linear, self.constant) = (precision, linear, constant)
  }

  /// Makes the normalised Gaussian `N(μ, Σ)`, whose evidence is 1.
  ///
  /// - Requires: A symmetric, positive definite covariance.
  public init(mean: [Double], covariance: [[Double]]) {
    let factor = CholeskyFactor(covariance)
    let linear = factor.solve(mean)
    let size = Double(mean.count)
    self.init(
      precision: factor.inverse, linear: linear,
      constant: -(dot(mean, linear) + factor.logDeterminant + size * log(2 * .pi)) / 2)
  }

  /// Makes the joint `p(x, z)` of probabilistic PCA at an example `x`: `z ~ N(0, I)`, `x | z ~ N(Wz + μ, σ²I)`.
  ///
  /// - Parameters:
  ///   - weights: The matrix `W`, a row for each coordinate of `x`.
  ///   - mean: The mean `μ`.
  ///   - variance: The variance `σ²` of the noise.
  /// - Requires: Sizes that fit, and a positive variance.
  /// - Paper: Tipping & Bishop (1999), *Probabilistic Principal Component Analysis*.
  public init(
    probabilisticPCA weights: [[Double]], mean: [Double], variance: Double, at x: [Double]
  ) {
    if weights.count != x.count || mean.count != x.count || !(variance > 0) {
      fail("probabilisticPCA: \(weights.count) rows, \(mean.count) means, \(x.count) coordinates")
    }
    let latents = Array(0..<(weights.first?.count ?? 0))
    let residual = zip(x, mean).map { $0 - $1 }
    let columns = latents.map { j in weights.map { $0[j] } }
    let precision = latents.map { i in
      latents.map { j in dot(columns[i], columns[j]) / variance + (i == j ? 1 : 0) }
    }
    let squares = dot(residual, residual) / variance
    let logs = Double(x.count) * log(2 * .pi * variance) + Double(latents.count) * log(2 * .pi)
    self.init(
      precision: precision, linear: columns.map { dot($0, residual) / variance },
      constant: -(squares + logs) / 2)
  }

  /// The number of variables.
  public var size: Int { linear.count }

  /// The logarithm of the unnormalised density.
  public func logPotential(_ z: [Double]) -> Double {
    constant + dot(linear, z) - dot(z, precision.map { dot($0, z) }) / 2
  }

  /// The logarithm of the integral: `log Z = c + ½ hᵀΛ⁻¹h + ½ d log 2π − ½ log |Λ|`.
  public var logPartition: Double {
    let factor = CholeskyFactor(precision)
    let size = Double(size)
    return constant + (dot(linear, mean) + size * log(2 * .pi) - factor.logDeterminant) / 2
  }

  /// The mean of the normalised density: `Λ⁻¹ h`.
  public var mean: [Double] { CholeskyFactor(precision).solve(linear) }

  /// The covariance of the normalised density: `Λ⁻¹`.
  public var covariance: [[Double]] { CholeskyFactor(precision).inverse }
}

/// Independent Gaussians, one for each variable: `q(z) = Πⱼ N(zⱼ | mⱼ, sⱼ²)`.
///
/// - Units: nats.
public struct FactorizedGaussian: MeanFieldFamily, Sendable {
  /// The Gaussian of each variable.
  public var factors: [UnivariateGaussian]

  /// Makes a product of Gaussians.
  public init(_ factors: [UnivariateGaussian]) { self.factors = factors }

  /// Makes standard normal variables.
  public init(size: Int) {
    factors = Array(repeating: UnivariateGaussian(mean: 0, standardDeviation: 1), count: size)
  }

  /// The mean of each variable.
  public var means: [Double] { factors.map(\.mean) }
  /// The variance of each variable.
  public var variances: [Double] { factors.map(\.variance) }

  /// The evidence lower bound: `log p̄(m) − ½ Σ Λⱼⱼ sⱼ² + H(q)`.
  public func elbo(of model: GaussianPotential) -> Double {
    factors.indices.reduce(model.logPotential(means)) {
      $0 - model.precision[$1][$1] * factors[$1].variance / 2 + factors[$1].entropy
    }
  }

  /// The Kullback–Leibler divergence to the normalised Gaussian, from its mean and determinant.
  public func klDivergence(to model: GaussianPotential) -> Double {
    let shift = zip(means, model.mean).map { $0 - $1 }
    let spread = factors.indices.reduce(0) {
      $0 + model.precision[$1][$1] * factors[$1].variance - 1 - log(factors[$1].variance)
    }
    let quadratic = dot(shift, model.precision.map { dot($0, shift) })
    return (spread + quadratic - CholeskyFactor(model.precision).logDeterminant) / 2
  }

  /// The means and the logarithms of the standard deviations.
  public var parameters: [Double] {
    get { means + factors.map { log($0.standardDeviation) } }
    set {
      factors = factors.indices.map {
        UnivariateGaussian(
          mean: newValue[$0], standardDeviation: exp(newValue[factors.count + $0]))
      }
    }
  }

  /// The gradient: `h − Λm` and `1 − Λⱼⱼ sⱼ²`.
  public func gradient(of model: GaussianPotential) -> [Double] {
    let means = means
    let slopes = factors.indices.map { model.linear[$0] - dot(model.precision[$0], means) }
    return slopes + factors.indices.map { 1 - model.precision[$0][$0] * factors[$0].variance }
  }

  /// Gives each variable in turn the variance `1 / Λⱼⱼ` and the mean `(hⱼ − Σ_{k≠j} Λⱼₖ mₖ) / Λⱼⱼ`.
  public mutating func updateFactors(on model: GaussianPotential) {
    for j in factors.indices {
      let own = model.precision[j][j]
      let others = dot(model.precision[j], means) - own * factors[j].mean
      factors[j] = UnivariateGaussian(
        mean: (model.linear[j] - others) / own, standardDeviation: (1 / own).squareRoot())
    }
  }
}
