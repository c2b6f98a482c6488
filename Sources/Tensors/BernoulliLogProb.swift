// SPDX-License-Identifier: MIT

import CKernels

/// The logarithm of the probability that log-odds give to each pixel, also to a grey one in 0…1.
///
/// `x log p + (1 − x) log(1 − p)` with `p = sigmoid(z)`, as `x z − max(z, 0) − log(1 + exp(−|z|))`
///
/// - Shapes: `[…]`, `[…]` that fit each other → the shape of both.
/// - Units: nats.
/// - Precision: Large log-odds lose no digit, and overflow nowhere.
public func bernoulliLogProb(logits: Tensor, _ x: Tensor) -> Tensor {
  -crossEntropy(logits: logits, x)
}

/// The negative of that logarithm, which the loops give directly.
private func crossEntropy(logits: Tensor, _ x: Tensor) -> Tensor {
  Elementwise.zip(logits, x, "bernoulliLogProb", Elementwise.loops.cross_entropy)
    .traced(
      broadcasting: logits, { $0 * excess(logits: logits, x) },
      x, { $0 * -logits })
}

/// `sigmoid(z) − x`, in one pass.
private func excess(logits: Tensor, _ x: Tensor) -> Tensor {
  Elementwise.zip(logits, x, "bernoulliLogProb", Elementwise.loops.cross_entropy_slope)
    .traced(
      broadcasting: logits,
      { cotangent in
        let p = sigmoid(logits)
        return cotangent * p * (1 - p)
      },
      x, { -$0 })
}
