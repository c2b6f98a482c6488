// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A Gaussian of one variable: `N(z | m, s²)`, in exact arithmetic.
///
/// - Units: nats.
public struct UnivariateGaussian: VariationalFamily, Sendable, Hashable {
  /// The mean `m`.
  public var mean: Double
  /// The standard deviation `s`.
  public var standardDeviation: Double

  /// Makes a Gaussian.
  ///
  /// - Requires: A positive standard deviation.
  public init(mean: Double, standardDeviation: Double) {
    if !(standardDeviation > 0) {
      fail("UnivariateGaussian: a standard deviation of \(standardDeviation) is not positive")
    }
    (self.mean, self.standardDeviation) = (mean, standardDeviation)
  }

  /// The variance `s²`.
  public var variance: Double { standardDeviation * standardDeviation }

  /// The logarithm of the density.
  public func logProb(_ z: Double) -> Double {
    let u = (z - mean) / standardDeviation
    return -u * u / 2 - log(standardDeviation) - log(2 * .pi) / 2
  }

  /// The entropy: `½ log(2πe s²)`.
  public var entropy: Double { log(2 * .pi * variance) / 2 + 0.5 }

  /// The Kullback–Leibler divergence to another Gaussian.
  public func klDivergence(to other: UnivariateGaussian) -> Double {
    let shift = (mean - other.mean) / other.standardDeviation
    let ratio = variance / other.variance
    return (ratio + shift * shift - 1 - log(ratio)) / 2
  }

  /// Draws a number.
  public func sample(using rng: inout some RandomNumberGenerator) -> Double {
    mean + standardDeviation * standardNormal(using: &rng)
  }

  /// Draws numbers.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> [Double] {
    (0..<count).map { _ in sample(using: &rng) }
  }

  /// The expectation of a function, by quadrature: `∫ N(z) f(z) dz`.
  ///
  /// - Precision: all digits for functions that are smooth on the scale of `s`.
  public func expectation(of function: (Double) -> Double) -> Double {
    let (count, reach) = (400, 9.0)
    let step = 2 * reach / Double(count)
    // The trapezoidal rule converges geometrically for smooth functions that vanish at both ends.
    return (0...count).reduce(0) { sum, index in
      let u = -reach + step * Double(index)
      let weight = exp(-u * u / 2) / (2 * Double.pi).squareRoot()
      return sum + step * weight * function(mean + standardDeviation * u)
    }
  }

  /// The evidence lower bound: `E_q[log p̄(z)] + H(q)`.
  public func elbo(of model: UnnormalizedDensity) -> Double {
    expectation(of: model.logPotential) + entropy
  }

  /// The mean and the logarithm of the standard deviation.
  public var parameters: [Double] {
    get { [mean, log(standardDeviation)] }
    set { (mean, standardDeviation) = (newValue[0], exp(newValue[1])) }
  }

  /// The gradient `(E[log p̄ · u] / s, E[log p̄ · (u² − 1)] + 1)` with `u = (z − m) / s`.
  public func gradient(of model: UnnormalizedDensity) -> [Double] {
    let u = { (z: Double) in (z - mean) / standardDeviation }
    return [
      expectation { model.logPotential($0) * u($0) } / standardDeviation,
      expectation { model.logPotential($0) * (u($0) * u($0) - 1) } + 1,
    ]
  }
}

/// Draws from the standard normal distribution, by Box and Muller.
func standardNormal(using rng: inout some RandomNumberGenerator) -> Double {
  let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &rng))).squareRoot()
  return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &rng))
}
