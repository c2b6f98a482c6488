// SPDX-License-Identifier: MIT

public import Tensors

/// Laplace distributions with independent coordinates: two exponential tails around a location.
///
/// `log p(x) = −Σ (|x − μ| / b + log 2b)`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Laplace: QuantileDistribution, Sendable {
  /// The mean, which is also the median, of each coordinate.
  public let mean: Tensor
  /// The mean distance from it.
  public let scale: Tensor

  /// Makes Laplace distributions from the mean and the scale of each coordinate.
  ///
  /// - Requires: Shapes that fit each other and positive scales.
  public init(mean: Tensor, scale: Tensor) {
    (self.mean, self.scale) = fitted("Laplace", mean, scale.positive("Laplace", "scale"))
  }

  /// Makes the Laplace distribution of a single number.
  public init(mean: Float, scale: Float) {
    self.init(mean: Tensor(mean), scale: Tensor(scale))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { mean.shape }

  /// The variance of each coordinate: `2b²`.
  public var variance: Tensor { scale * scale * 2 }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    summed(-abs(checked(x) - mean) / scale - log(scale * 2))
  }

  /// Draws examples as `μ + b (e − e′)` with exponential noise, so that gradients reach both parameters.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let shape = shape.prefixed(by: counts)
    let right = exponentialNoise(shape, using: &rng)
    return mean + scale * (right - exponentialNoise(shape, using: &rng))
  }

  /// The probability of each coordinate's being at most the given one.
  ///
  /// - Shapes: `x` `[…, batch, size]` → the same; nothing is summed.
  public func cdf(_ x: Tensor) -> Tensor {
    let z = (checked(x, in: "cdf") - mean) / scale
    // Clamped ends, unlike the absolute value, keep the slope at the mean.
    let greatest = Float.greatestFiniteMagnitude
    let below = exp(clamp(z, -greatest...0)) * 0.5
    let above = exp(-clamp(z, 0...greatest)) * 0.5
    return below.replacing(with: 1 - above, where: z .> 0)
  }

  /// The number that each coordinate exceeds with the rest of the given probability.
  ///
  /// - Shapes: `p` `[…, batch, size]` → the same; nothing is summed.
  public func quantile(_ p: Tensor) -> Tensor {
    let p = checked(p, in: "quantile")
    let isAbove = p .> 0.5
    let tail = p.replacing(with: 1 - p, where: isAbove)
    let distance = log(tail * 2)
    return mean + scale * distance.replacing(with: -distance, where: isAbove)
  }

  /// The expected surprise: `Σ (1 + log 2b)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { summed(log(scale * 2) + 1) }

  /// The Kullback–Leibler divergence from this distribution to another.
  ///
  /// `Σ (log(b′/b) + (b exp(−d/b) + d)/b′ − 1)` with `d = |μ − μ′|`.
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Laplace) -> Tensor {
    let other = checked(other)
    let distance = abs(mean - other.mean)
    let near = scale * exp(-distance / scale) + distance
    return summed(near / other.scale - log(scale / other.scale) - 1)
  }
}

/// Independent numbers from the exponential distribution with rate 1, none of them 0 or infinite.
func exponentialNoise(_ shape: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
  exp(-Tensor.gumbel(shape, using: &rng))
}
