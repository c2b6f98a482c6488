// SPDX-License-Identifier: MIT

import Layers
public import Tensors

extension RBM {
  /// Learns from a batch by contrastive divergence, and returns the mean squared error of the reconstruction.
  ///
  /// `W += η/B (v₀ᵀp₀ − vₖᵀpₖ)`, `b += η mean(v₀ − vₖ)`, `c += η mean(p₀ − pₖ)`, with `p = p(h = 1 | v)`.
  ///
  /// The parameters change in place; nothing is recorded. The error falls while the machine learns, but is not what it
  /// minimises.
  ///
  /// - Shapes: `v` `[batch, visibleSize]`.
  /// - Requires: A batch that is not empty.
  /// - Paper: Hinton (2002), *Training Products of Experts by Minimizing Contrastive Divergence*.
  @discardableResult
  public func contrastiveDivergence(
    on v: Tensor, learningRate: Float, using rng: inout some RandomNumberGenerator
  ) -> Float {
    if v.rank != 2 || v.shape[0] == 0 || v.shape[1] != visibleSize {
      fail("contrastiveDivergence: \(v.shape) is no batch of \(visibleSize) visible units")
    }
    return withoutGradient {
      let before = hiddenProbabilities(given: v)
      var (vision, after) = (v, before)
      for _ in 0..<stepCount {
        let h = Tensor.bernoulli(probabilities: after, using: &rng)
        vision = .bernoulli(probabilities: visibleProbabilities(given: h), using: &rng)
        after = hiddenProbabilities(given: vision)
      }
      let rate = learningRate / Float(v.shape[0])
      // One product of twice the length forms both phases, and the weights are read and written once.
      let visible = [v, -vision].concatenated(alongAxis: 0)
      let hidden = [before, after].concatenated(alongAxis: 0)
      $weight.value.add(product(visible, isTransposed: true, hidden), times: rate)
      let change = v - vision
      $visibleBias.value.add(change.sum(alongAxis: 0), times: rate)
      $hiddenBias.value.add((before - after).sum(alongAxis: 0), times: rate)
      return (change * change).mean().scalar
    }
  }
}
