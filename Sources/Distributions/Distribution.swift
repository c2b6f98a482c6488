// SPDX-License-Identifier: MIT

public import Tensors

/// A batch of densities or probability mass functions over vectors; the last axis is the event.
public protocol Distribution {
  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, size]` → `[…]`.  - Units: nats.
  func logProb(_ x: Tensor) -> Tensor

  /// Draws one example from each density of the batch, reparameterised where that is possible.
  func sample(using rng: inout some RandomNumberGenerator) -> Tensor
}
