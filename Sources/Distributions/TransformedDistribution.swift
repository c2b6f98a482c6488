// SPDX-License-Identifier: MIT

public import Tensors

/// The distribution of what a bijector makes of samples of another distribution.
///
/// `log p(y) = log p(x) + log|det ∂x/∂y|` with `x = f⁻¹(y)`
///
/// - Shapes: `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct TransformedDistribution<Base: Distribution>: Distribution {
  /// The distribution before the map.
  public let base: Base
  /// The map.
  public let bijector: any Bijector

  /// Makes the distribution of a bijector's images of samples.
  ///
  /// - Requires: A base distribution of vectors.
  public init(_ base: Base, by bijector: some Bijector) {
    if base.shape.rank == 0 {
      fail("TransformedDistribution: a density of single numbers has no axis for a bijector")
    }
    (self.base, self.bijector) = (base, bijector)
  }

  /// The shape of the base distribution.
  public var shape: Shape { base.shape }

  /// The logarithm of the density.
  ///
  /// - Shapes: `y` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ y: Tensor) -> Tensor {
    let (x, logDeterminant) = bijector.inverse(checked(y))
    return base.logProb(x) + logDeterminant
  }

  /// Draws examples of the base distribution and maps them; gradients flow as they do in both.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    bijector.forward(base.sample(counts, using: &rng)).y
  }

  /// Draws examples together with the logarithm of their density, without inverting the map.
  ///
  /// - Shapes: `[counts, batch, size]`, `[counts, batch]`.
  public func sampleWithLogProb(
    _ counts: Shape = [], using rng: inout some RandomNumberGenerator
  ) -> (sample: Tensor, logProb: Tensor) {
    let x = base.sample(counts, using: &rng)
    let (y, logDeterminant) = bijector.forward(x)
    return (y, base.logProb(x) - logDeterminant)
  }
}
