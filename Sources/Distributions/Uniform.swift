// SPDX-License-Identifier: MIT

public import Tensors

/// Uniform distributions with independent coordinates, each anywhere between two ends.
///
/// `log p(x) = −Σ log(b − a)` where `a ≤ x ≤ b` for all coordinates, else `−∞`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Uniform: QuantileDistribution, Sendable {
  /// The lower end of each coordinate.
  public let low: Tensor
  /// The upper end of each coordinate, which belongs to the range: rounding may lead a sample there.
  public let high: Tensor

  /// Makes uniform distributions from the ends of each coordinate.
  ///
  /// - Requires: Shapes that fit each other and lower ends below the upper ones.
  public init(low: Tensor, high: Tensor) {
    (self.low, self.high) = fitted("Uniform", low, high)
    _ = (self.high - self.low).detached().positive("Uniform", "width")
  }

  /// Makes the uniform distribution of a single number.
  public init(_ range: Range<Float>) {
    self.init(low: Tensor(range.lowerBound), high: Tensor(range.upperBound))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { low.shape }

  /// The mean of each coordinate.
  public var mean: Tensor { (low + high) * 0.5 }

  /// The variance of each coordinate: `(b − a)²/12`.
  public var variance: Tensor { (high - low) * (high - low) / 12 }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = checked(x)
    let isOutside = 1 - (x .>= low) * (x .<= high)
    // The product with 0 gives the density the points' shape, and them a gradient of 0.
    return summed((x * 0 - log(high - low)).replacing(with: -.infinity, where: isOutside))
  }

  /// Draws examples as `a + (b − a) u`, so that gradients reach both ends.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    low + (high - low) * Tensor.uniform(shape.prefixed(by: counts), using: &rng)
  }

  /// The probability of each coordinate's being at most the given one.
  ///
  /// - Shapes: `x` `[…, batch, size]` → the same; nothing is summed.
  public func cdf(_ x: Tensor) -> Tensor {
    clamp((checked(x, in: "cdf") - low) / (high - low), 0...1)
  }

  /// The number that each coordinate exceeds with the rest of the given probability.
  ///
  /// - Shapes: `p` `[…, batch, size]` → the same; nothing is summed.
  public func quantile(_ p: Tensor) -> Tensor {
    low + (high - low) * checked(p, in: "quantile")
  }

  /// The expected surprise: `Σ log(b − a)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { summed(log(high - low)) }

  /// The Kullback–Leibler divergence from this distribution to another, infinite where that one excludes a part.
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Uniform) -> Tensor {
    let other = checked(other)
    let excess = log((other.high - other.low) / (high - low))
    let isInside = (other.low .<= low) * (other.high .>= high)
    return summed(excess.replacing(with: .infinity, where: 1 - isInside))
  }
}
