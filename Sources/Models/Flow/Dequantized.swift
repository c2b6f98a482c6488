// SPDX-License-Identifier: MIT

import Learning
public import Tensors

/// A flow on whole grey levels, which uniform noise spreads over the whole line.
///
/// `x = (v + u)/L` with a level `v ∈ {0, …, L − 1}` and `u ~ U[0, 1)`. The flow's density bounds the levels' probability:
/// `log P(v) ≥ E_u[log p(x)] − D log L`. Without the noise the density of repeated values would have no bound.
///
/// - Shapes: images `[batch, size]` of levels in 0…1: `v/(L − 1)`.
/// - Units: nats per image, bits per dimension.
/// - Paper: Theis, van den Oord & Bethge (2015), *A Note on the Evaluation of Generative Models*, arXiv:1511.01844.
public struct Dequantized<Flow: FlowModel>: GenerativeModel {
  /// The flow on 0…1.
  public let flow: Flow
  /// The number L of grey levels.
  public let levels: Int

  /// Makes the model of a flow and a number of grey levels.
  ///
  /// - Requires: Two levels or more.
  public init(_ flow: Flow, levels: Int = 256) {
    if levels < 2 { fail("Dequantized: \(levels) grey levels") }
    (self.flow, self.levels) = (flow, levels)
  }

  /// Images with new noise, uniform within each pixel's level.
  ///
  /// - Shapes: `[batch, size]` → the same, in 0…1 without 1.
  public func dequantized(
    _ images: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    (images * Float(levels - 1) + Tensor.uniform(images.shape, using: &rng)) / Float(levels)
  }

  /// The logarithm of the flow's density at images with new noise.
  ///
  /// - Shapes: `[batch, size]` → `[batch]`.
  /// - Units: nats, with pixels in 0…1.
  public func logProb(
    _ images: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    flow.logProb(dequantized(images, using: &rng))
  }

  /// The negative log-likelihood with new noise, averaged over the batch.
  public func loss(on images: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(images, using: &rng).mean()
  }

  /// Draws images, cut to 0…1.
  ///
  /// - Shapes: `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    clamp(flow.sample(count, using: &rng), 0...1)
  }
}

/// The bits that a density spends on each of an image's numbers, once its grey levels count as whole numbers.
///
/// `(−log p(x)/D + log L)/log 2`: a density on 0…1 is divided among L levels, so each number costs `log₂ L` bits more.
///
/// - Parameters:
///   - logProb: The logarithm of the density at dequantised images in 0…1.
///   - size: How many numbers D an image has.
///   - levels: The number L of grey levels.
/// - Shapes: the same as `logProb`.
/// - Units: nats → bits per dimension.
/// - Requires: A positive size and number of levels.
public func bitsPerDimension(logProb: Tensor, size: Int, levels: Int = 256) -> Tensor {
  if size < 1 || levels < 1 { fail("bitsPerDimension: \(size) numbers of \(levels) levels") }
  return (logProb / -Float(size) + log(Float(levels))) / log(Float(2))
}
