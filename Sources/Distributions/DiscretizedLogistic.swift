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
public struct DiscretizedLogistic: Distribution, Sendable {
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

  /// The logarithm of the probability of levels, summed over the event; what is not a level counts as the nearest.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    // Neighbours share the very same edge, so that even for a tiny scale nothing is lost between them.
    let (last, level) = (Float(levelCount - 1), rounded(checked(x)))
    let upper = softplus((mean - (level + 0.5) / last) / scale)
    let lower = softplus(((level - 0.5) / last - mean) / scale)
    let (isFirst, isLast) = (level .<= 0, level .>= last)
    let between = log(-expm1(-1 / (last * scale))).replacing(with: 0, where: isFirst + isLast)
    return summed(
      between - upper.replacing(with: 0, where: isLast) - lower.replacing(with: 0, where: isFirst))
  }

  /// Draws levels; no gradient flows through them.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let noise = logisticNoise(shape.prefixed(by: counts), using: &rng)
    return rounded(mean.detached() + scale.detached() * noise) / Float(levelCount - 1)
  }

  /// The numbers of the nearest levels, as constants.
  private func rounded(_ x: Tensor) -> Tensor {
    let last = Float(levelCount - 1)
    return Tensor(shape: x.shape) { result in
      x.withScalars { x in
        for index in result.indices { result[index] = (min(max(x[index], 0), 1) * last).rounded() }
      }
    }
  }
}
