// SPDX-License-Identifier: MIT

public import Tensors

/// Logistic distributions with independent coordinates, whose distribution function is the sigmoid.
///
/// `F(x) = sigmoid((x − μ)/s)`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Logistic: QuantileDistribution, Sendable {
  /// The mean of each coordinate.
  public let mean: Tensor
  /// The scale of each coordinate.
  public let scale: Tensor

  /// Makes logistic distributions from the mean and the scale of each coordinate.
  ///
  /// - Requires: Shapes that fit each other and positive scales.
  public init(mean: Tensor, scale: Tensor) {
    (self.mean, self.scale) = fitted("Logistic", mean, scale.positive("Logistic", "scale"))
  }

  /// Makes the logistic distribution of a single number.
  public init(mean: Float, scale: Float) {
    self.init(mean: Tensor(mean), scale: Tensor(scale))
  }

  /// The logistic distribution of independent coordinates with mean 0 and scale 1.
  public static func standard(_ size: Int) -> Logistic {
    Logistic(mean: .zeros([size]), scale: .ones([size]))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { mean.shape }

  /// The variance of each coordinate: `π²s²/3`.
  public var variance: Tensor { scale * scale * (.pi * .pi / 3) }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let z = (checked(x) - mean) / scale
    return summed(-z - softplus(-z) * 2 - log(scale))
  }

  /// Draws examples as `μ + s ε` with logistic noise, so that gradients reach both parameters.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    mean + scale * logisticNoise(shape.prefixed(by: counts), using: &rng)
  }

  /// The probability of each coordinate's being at most the given one.
  ///
  /// - Shapes: `x` `[…, batch, size]` → the same; nothing is summed.
  public func cdf(_ x: Tensor) -> Tensor { sigmoid((checked(x, in: "cdf") - mean) / scale) }

  /// The number that each coordinate exceeds with the rest of the given probability.
  ///
  /// - Shapes: `p` `[…, batch, size]` → the same; nothing is summed.
  public func quantile(_ p: Tensor) -> Tensor {
    let p = checked(p, in: "quantile")
    return mean + scale * (log(p) - log1p(-p))
  }

  /// The expected surprise: `Σ (log s + 2)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { summed(log(scale) + 2) }
}

/// Independent numbers from the logistic distribution, all finite: differences of Gumbel variables.
func logisticNoise(_ shape: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
  let first = Tensor.gumbel(shape, using: &rng)
  return first - Tensor.gumbel(shape, using: &rng)
}
