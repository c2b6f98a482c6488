// SPDX-License-Identifier: MIT

public import Tensors

/// Exponential distributions with independent positive coordinates.
///
/// `log p(x) = Σ (log λ − λ x)` where `x ≥ 0`, else `−∞`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Exponential: QuantileDistribution, Sendable {
  /// The rate of each coordinate, the reciprocal of its mean.
  public let rate: Tensor

  /// Makes exponential distributions from the rate of each coordinate.
  ///
  /// - Requires: Positive rates.
  public init(rate: Tensor) { self.rate = rate.positive("Exponential", "rate") }

  /// Makes the exponential distribution of a single number.
  public init(rate: Float) { self.init(rate: Tensor(rate)) }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { rate.shape }

  /// The mean of each coordinate.
  public var mean: Tensor { 1 / rate }

  /// The variance of each coordinate.
  public var variance: Tensor { 1 / (rate * rate) }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = checked(x)
    return summed((log(rate) - rate * x).replacing(with: -.infinity, where: x .< 0))
  }

  /// Draws examples as noise divided by the rate, so that gradients reach the rate.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    exponentialNoise(shape.prefixed(by: counts), using: &rng) / rate
  }

  /// The probability of each coordinate's being at most the given one.
  ///
  /// - Shapes: `x` `[…, batch, size]` → the same; nothing is summed.
  public func cdf(_ x: Tensor) -> Tensor { -expm1(-rate * relu(checked(x, in: "cdf"))) }

  /// The number that each coordinate exceeds with the rest of the given probability.
  ///
  /// - Shapes: `p` `[…, batch, size]` → the same; nothing is summed.
  public func quantile(_ p: Tensor) -> Tensor { -log1p(-checked(p, in: "quantile")) / rate }

  /// The expected surprise: `Σ (1 − log λ)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { summed(1 - log(rate)) }

  /// The Kullback–Leibler divergence from this distribution to another: `Σ (r − 1 − log r)` with `r = λ′/λ`.
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Exponential) -> Tensor {
    let ratio = checked(other).rate / rate
    return summed(ratio - 1 - log(ratio))
  }
}
