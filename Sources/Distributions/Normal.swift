// SPDX-License-Identifier: MIT

public import Tensors

/// Normal distributions with independent coordinates, also called diagonal Gaussians.
///
/// `log p(x) = −Σ ((x − μ)² / (2σ²) + log σ + ½ log 2π)`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Normal: QuantileDistribution, Sendable {
  /// The mean of each coordinate.
  public let mean: Tensor
  /// The standard deviation of each coordinate.
  public let standardDeviation: Tensor

  /// Makes normal distributions from the mean and the standard deviation of each coordinate.
  ///
  /// - Requires: Shapes that fit each other and positive standard deviations.
  public init(mean: Tensor, standardDeviation: Tensor) {
    (self.mean, self.standardDeviation) = fitted(
      "Normal", mean, standardDeviation.positive("Normal", "standard deviation"))
  }

  /// Makes the normal distribution of a single number.
  public init(mean: Float, standardDeviation: Float) {
    self.init(mean: Tensor(mean), standardDeviation: Tensor(standardDeviation))
  }

  /// The normal distribution of independent coordinates with mean 0 and standard deviation 1.
  public static func standard(_ size: Int) -> Normal {
    Normal(mean: .zeros([size]), standardDeviation: .ones([size]))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { mean.shape }

  /// The variance of each coordinate.
  public var variance: Tensor { standardDeviation * standardDeviation }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let z = (checked(x) - mean) / standardDeviation
    return summed(z * z * -0.5 - log(standardDeviation) - halfLogTwoPi)
  }

  /// Draws examples as `μ + σ ε`, so that gradients reach both parameters.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    mean + standardDeviation * Tensor.normal(shape.prefixed(by: counts), using: &rng)
  }

  /// The probability of each coordinate's being at most the given one.
  ///
  /// - Shapes: `x` `[…, batch, size]` → the same; nothing is summed.
  public func cdf(_ x: Tensor) -> Tensor {
    erfc((mean - checked(x, in: "cdf")) / standardDeviation * Float(0.5).squareRoot()) * 0.5
  }

  /// The number that each coordinate exceeds with the rest of the given probability.
  ///
  /// - Shapes: `p` `[…, batch, size]` → the same; nothing is summed.
  public func quantile(_ p: Tensor) -> Tensor {
    mean + standardDeviation * normalQuantile(checked(p, in: "quantile"))
  }

  /// The expected surprise: `Σ (log σ + ½ log 2πe)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { summed(log(standardDeviation) + (halfLogTwoPi + 0.5)) }

  /// The Kullback–Leibler divergence from this distribution to another: `½ Σ (r − log r − 1 + d²)`.
  ///
  /// `r = (σ/σ′)²` and `d = (μ − μ′)/σ′`.
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Normal) -> Tensor {
    let other = checked(other)
    let ratio = standardDeviation / other.standardDeviation
    let distance = (mean - other.mean) / other.standardDeviation
    return summed((ratio * ratio + distance * distance - 1) * 0.5 - log(ratio))
  }
}

/// `½ log 2π`.
let halfLogTwoPi: Float = 0.918_938_533_204_672_7
