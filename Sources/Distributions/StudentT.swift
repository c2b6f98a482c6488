// SPDX-License-Identifier: MIT

public import Tensors

/// Student's t-distributions with independent coordinates: like normal ones, with heavy tails.
///
/// `log p(x) = Σ (log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log νπ − log s − (ν + 1)/2 · log(1 + z²/ν))`, `z = (x − μ)/s`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct StudentT: Distribution, Sendable {
  /// The degrees of freedom ν of each coordinate; of 1 the tails are those of Cauchy.
  public let degreesOfFreedom: Tensor
  /// The centre of each coordinate.
  public let location: Tensor
  /// The scale of each coordinate.
  public let scale: Tensor

  /// Makes t-distributions from the degrees of freedom, the location and the scale of each coordinate.
  ///
  /// - Requires: Shapes that fit each other, positive degrees of freedom and scales.
  public init(degreesOfFreedom: Tensor, location: Tensor, scale: Tensor) {
    let degrees = degreesOfFreedom.positive("StudentT", "number of degrees of freedom")
    let (location, scale) = fitted("StudentT", location, scale.positive("StudentT", "scale"))
    (self.location, self.degreesOfFreedom) = fitted("StudentT", location, degrees)
    self.scale = scale.broadcast(to: self.location.shape)
  }

  /// Makes the t-distribution of a single number.
  public init(degreesOfFreedom: Float, location: Float = 0, scale: Float = 1) {
    self.init(
      degreesOfFreedom: Tensor(degreesOfFreedom), location: Tensor(location),
      scale: Tensor(scale))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { location.shape }

  /// The mean of each coordinate; NaN where there is none, up to one degree of freedom.
  public var mean: Tensor { location.replacing(with: .nan, where: degreesOfFreedom .<= 1) }

  /// The variance of each coordinate: `s² ν/(ν − 2)`; infinite up to two degrees of freedom, NaN up to one.
  public var variance: Tensor {
    (scale * scale * degreesOfFreedom / (degreesOfFreedom - 2))
      .replacing(with: .infinity, where: degreesOfFreedom .<= 2)
      .replacing(with: .nan, where: degreesOfFreedom .<= 1)
  }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let (z, n) = ((checked(x) - location) / scale, degreesOfFreedom)
    let tail = (n + 1) * 0.5 * log1p(z * z / n)
    return summed(-tail - log(scale) - log(n) * 0.5 - logBeta(n * 0.5, Tensor(0.5)))
  }

  /// Draws examples as normal noise over the root of gamma noise, so that gradients reach all parameters.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let shape = shape.prefixed(by: counts)
    let half = degreesOfFreedom * 0.5
    let noise = Tensor.normal(shape, using: &rng)
    let logGamma = Tensor.logGammaVariables(concentration: half.broadcast(to: shape), using: &rng)
    return location + scale * noise * exp((log(half) - logGamma) * 0.5)
  }

  /// The expected surprise: `Σ ((ν + 1)/2 · (ψ((ν + 1)/2) − ψ(ν/2)) + ½ log ν + log B(ν/2, ½) + log s)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor {
    let half = degreesOfFreedom * 0.5
    let spread = (half + 0.5) * (digamma(half + 0.5) - digamma(half))
    let size = log(degreesOfFreedom) * 0.5 + logBeta(half, Tensor(0.5)) + log(scale)
    return summed(spread + size)
  }
}
