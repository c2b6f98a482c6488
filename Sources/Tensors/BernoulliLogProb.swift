// SPDX-License-Identifier: MIT

/// The logarithm of the probability that log-odds give to each pixel, also to a grey one in 0…1.
///
/// `x log p + (1 − x) log(1 − p)` with `p = sigmoid(z)`, as `x z − max(z, 0) − log(1 + exp(−|z|))`
///
/// - Shapes: `[…]`, `[…]` that fit each other → the shape of both.
/// - Units: nats.
/// - Precision: Large log-odds lose no digit, and overflow nowhere.
public func bernoulliLogProb(logits: Tensor, _ x: Tensor) -> Tensor {
  let z = logits.detached()
  let value = x.detached() * z - relu(z) - softplus(-abs(z))
  return value.traced(
    broadcasting: logits, { $0 * (x - sigmoid(logits)) },
    x, { $0 * logits })
}
