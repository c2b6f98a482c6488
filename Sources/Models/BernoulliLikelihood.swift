// SPDX-License-Identifier: MIT

import Tensors

/// The logarithm of the probability of zeros and ones, summed over all axes but the first.
///
/// `Σ x ℓ − log(1 + exp ℓ)`
///
/// - Shapes: `logits`, `x` `[batch, …]` → `[batch]`.
func bernoulliLogProb(logits: Tensor, _ x: Tensor) -> Tensor {
  if logits.shape != x.shape {
    fail("logProb: \(x.shape) is no shape of examples for logits \(logits.shape)")
  }
  return (x * logits - softplus(logits)).sum(alongAxes: Array(1..<x.rank))
}
