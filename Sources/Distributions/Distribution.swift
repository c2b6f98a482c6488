// SPDX-License-Identifier: MIT

public import Tensors

/// A batch of densities or probability mass functions over vectors; the last axis is the event.
///
/// `log p(x)` is summed over the event: parameters `[batch, size]` are `batch` densities of vectors whose coordinates are
/// independent. Parameters of no axes, as in `Normal(mean: 0, standardDeviation: 1)`, are a density of single numbers,
/// and then nothing is summed.
public protocol Distribution {
  /// The sizes of the batch, and last the size of the event: the shape of one sample of each density.
  var shape: Shape { get }

  /// The logarithm of the density or of the probability, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`; shapes that fit each other are repeated.
  /// - Units: nats.
  func logProb(_ x: Tensor) -> Tensor

  /// Draws as many examples as the counts say from each density of the batch, reparameterised where that is possible.
  ///
  /// - Shapes: `[counts, batch, size]`.
  func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor
}

extension Distribution {
  /// Draws one example from each density of the batch.
  ///
  /// - Shapes: `[batch, size]`.
  public func sample(using rng: inout some RandomNumberGenerator) -> Tensor {
    sample([], using: &rng)
  }

  /// Draws examples from each density of the batch.
  ///
  /// - Shapes: `[count, batch, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    sample([count], using: &rng)
  }
}

/// A distribution of independent numbers whose distribution function has an inverse.
public protocol QuantileDistribution: Distribution {
  /// The probability of each coordinate's being at most the given one: `F(x)`.
  ///
  /// - Shapes: `x` `[…, batch, size]` → the same; nothing is summed.
  func cdf(_ x: Tensor) -> Tensor

  /// The number that each coordinate exceeds with the rest of the given probability: `F⁻¹(p)`.
  ///
  /// - Shapes: `p` `[…, batch, size]` → the same; nothing is summed.
  /// - Requires: Probabilities in 0…1.
  func quantile(_ p: Tensor) -> Tensor
}

extension QuantileDistribution {
  /// Points that cut a line or a plane into cells of equal probability, for pictures of a latent space.
  ///
  /// Coordinates are the quantiles of `(i + ½) / count`. In the plane the first grows along a row of the grid and the
  /// second falls from row to row, so that an image grid shows the plane as a plot does.
  ///
  /// - Shapes: an event of size 1 → `[count, 1]`; of size 2 → `[count², 2]`.
  /// - Requires: One density, of size 1 or 2.
  public func quantileGrid(_ count: Int) -> Tensor {
    if count < 1 || !(shape == [1] || shape == [2]) {
      fail("quantileGrid: \(count) cells for the shape \(shape), which is neither [1] nor [2]")
    }
    let line = (Tensor.arange(Float(count)) + 0.5) / Float(count)
    if shape == [1] { return quantile(line.reshaped(count, 1)) }
    let across = line.reshaped(1, count).broadcast(to: [count, count]).flattened()
    let down = (1 - line).reshaped(count, 1).broadcast(to: [count, count]).flattened()
    return quantile([across, down].stacked(alongAxis: 1))
  }
}
