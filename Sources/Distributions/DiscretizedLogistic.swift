// SPDX-License-Identifier: MIT

public import Tensors

/// Logistic distributions rounded to the grey levels of an image, the outermost levels taking all that lies beyond.
///
/// `P(x) = σ((x + h − μ)/s) − σ((x − h − μ)/s)`, with `h` half the distance of two levels
///
/// - Shapes: parameters `[batch, size]`; levels `k/(levelCount − 1)` in 0…1 `[batch, size]` → `[batch]`.
/// - Units: nats; pixels, means and scales in 0…1.
/// - Precision: Written as `log σ(a) + log σ(−b) + log(1 − exp(b − a))`, it is exact also where the difference is not.
/// - Differs: The paper has pixels in −1…1, and replaces the probability of a far level by the density.
/// - Paper: Salimans, Karpathy, Chen & Kingma (2017), *PixelCNN++: Improving the PixelCNN with Discretized Logistic
///   Mixture Likelihood and Other Modifications*, arXiv:1701.05517.
public struct DiscretizedLogistic: Distribution {
  /// The centre of each coordinate before rounding.
  public let mean: Tensor
  /// The scale of each coordinate before rounding.
  public let scale: Tensor
  /// The number of levels.
  public let levelCount: Int

  /// Makes discretised logistic distributions from the mean and the scale of each coordinate.
  ///
  /// - Requires: Shapes that fit each other, positive scales and at least two levels.
  public init(mean: Tensor, scale: Tensor, levelCount: Int = 256) {
    if levelCount < 2 { fail("DiscretizedLogistic: \(levelCount) levels are fewer than two") }
    (self.mean, self.scale) = fitted(
      "DiscretizedLogistic", mean, scale.positive("DiscretizedLogistic", "scale"))
    self.levelCount = levelCount
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { mean.shape }

  /// All levels in order: `0, 1/(levelCount − 1), …, 1`.
  ///
  /// - Shapes: `[levelCount]`.
  public var levels: Tensor { .linspace(0, 1, count: levelCount) }

  /// The logarithm of the probability of levels, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let (x, half) = (checked(x), 0.5 / Float(levelCount - 1))
    let below = -softplus((mean - x - half) / scale)
    let above = -softplus((x - half - mean) / scale)
    let isLast = x .> 1 - half
    let isFirst = x .< half
    let between = log(-expm1(-2 * half / scale)).replacing(with: 0, where: isFirst + isLast)
    return summed(
      below.replacing(with: 0, where: isLast) + above.replacing(with: 0, where: isFirst) + between)
  }

  /// Draws levels; no gradient flows through them.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let noise = logisticNoise(shape.prefixed(by: counts), using: &rng)
    let last = Float(levelCount - 1)
    let values = clamp(mean.detached() + scale.detached() * noise, 0...1)
    return Tensor(shape: values.shape) { result in
      values.withScalars { values in
        for index in result.indices { result[index] = (values[index] * last).rounded() / last }
      }
    }
  }
}
