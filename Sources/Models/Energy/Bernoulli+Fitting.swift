// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

extension Bernoulli {
  /// Fits independent coordinates to examples of zeros and ones: each gets its mean.
  ///
  /// `p = (Σ x + s) / (N + 2s)`; the smoothing `s` adds so many made-up examples of a 1 and as many of a 0, so that
  /// nothing is impossible.
  ///
  /// - Shapes: `x` `[count, size]` → parameters `[size]`.
  /// - Requires: At least one example, and a smoothing of 0 or more.
  public init(fitting x: Tensor, smoothing: Float = 0.1) {
    if x.rank != 2 || x.elementCount == 0 || !(smoothing >= 0) {
      fail("Bernoulli: examples of shape \(x.shape), smoothing \(smoothing)")
    }
    let count = Float(x.shape[0])
    self.init(probabilities: (x.sum(alongAxis: 0) + smoothing) / (count + 2 * smoothing))
  }
}
