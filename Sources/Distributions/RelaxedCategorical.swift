// SPDX-License-Identifier: MIT

public import Tensors

/// Concrete, or Gumbel-softmax, distributions: categorical samples softened so that gradients flow through them.
///
/// `x = softmax((logits + g) / τ)` with Gumbel noise `g`; as the temperature τ falls to 0 samples become one-hot.
///
/// - Shapes: logits `[batch, classCount]`; samples `[batch, classCount]` → `[batch]`.
/// - Units: nats.
/// - Paper: Jang, Gu & Poole (2017), *Categorical Reparameterization with Gumbel-Softmax*, arXiv:1611.01144; Maddison,
///   Mnih & Teh (2017), *The Concrete Distribution*, arXiv:1611.00712.
public struct RelaxedCategorical: Distribution, Sendable {
  /// The logits of the classes.
  public let logits: Tensor
  /// How soft samples are.
  public let temperature: Float

  /// Makes relaxed categorical distributions from logits and a temperature.
  ///
  /// - Requires: A positive temperature, and at least one class along the last axis.
  public init(logits: Tensor, temperature: Float) {
    self.logits = Categorical(logits: logits).logits
    self.temperature = usable(temperature, "RelaxedCategorical")
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { logits.shape }

  /// The logarithm of the density of probability vectors.
  ///
  /// `log (n − 1)! + (n − 1) log τ + Σ (aᵢ − τ log xᵢ) − n log Σ exp(aᵢ − τ log xᵢ) − Σ log xᵢ` with logits `a`
  ///
  /// - Shapes: `x` `[…, batch, classCount]` → `[…, batch]`.
  /// - Requires: Vectors without a 0.
  public func logProb(_ x: Tensor) -> Tensor {
    let logs = log(checked(x))
    let size = Float(shape[shape.rank - 1])
    let scores = (logits - temperature * logs).logSoftmax(alongAxis: -1)
    let constant = logGamma(Tensor(size)).scalar + (size - 1) * log(temperature)
    return (scores - logs).sum(alongAxis: -1) + constant
  }

  /// Draws soft vectors, through which gradients reach the logits.
  ///
  /// - Shapes: `[counts, batch, classCount]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let noise = Tensor.gumbel(shape.prefixed(by: counts), using: &rng)
    return ((logits + noise) / temperature).softmax(alongAxis: -1)
  }

  /// Draws one-hot vectors that have the gradient of the soft ones (straight-through estimator).
  ///
  /// - Shapes: `[counts, batch, classCount]`.
  public func oneHotSample(
    _ counts: Shape = [], using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let soft = sample(counts, using: &rng)
    let classes = soft.detached().argMax(alongAxis: -1)
    let hard = Tensor.oneHot(classes, classCount: shape[shape.rank - 1])
    return straightThrough(hard.reshaped(to: soft.shape), gradient: soft)
  }
}

/// Binary concrete distributions: Bernoulli samples softened so that gradients flow through them.
///
/// `x = sigmoid((logits + l) / τ)` with logistic noise `l`; as the temperature τ falls to 0 samples become 0 or 1.
///
/// - Shapes: logits `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
/// - Paper: Maddison, Mnih & Teh (2017), *The Concrete Distribution*, arXiv:1611.00712.
public struct RelaxedBernoulli: Distribution, Sendable {
  /// The log-odds of each coordinate.
  public let logits: Tensor
  /// How soft samples are.
  public let temperature: Float

  /// Makes relaxed Bernoulli distributions from log-odds and a temperature.
  ///
  /// - Requires: A positive temperature.
  public init(logits: Tensor, temperature: Float) {
    self.logits = logits
    self.temperature = usable(temperature, "RelaxedBernoulli")
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { logits.shape }

  /// The logarithm of the density, summed over the event.
  ///
  /// `Σ (log τ + d − 2 softplus(d) − log x − log(1 − x))` with `d = logits − τ log(x / (1 − x))`
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  /// - Requires: Numbers strictly between 0 and 1.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = checked(x)
    let (ones, zeros) = (log(x), log1p(-x))
    let distance = logits - temperature * (ones - zeros)
    let density = -distance - 2 * softplus(-distance) + log(temperature)
    return summed(density - ones - zeros)
  }

  /// Draws numbers between 0 and 1, through which gradients reach the logits.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    sigmoid((logits + logisticNoise(shape.prefixed(by: counts), using: &rng)) / temperature)
  }

  /// Draws zeros and ones that have the gradient of the soft numbers (straight-through estimator).
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func binarySample(
    _ counts: Shape = [], using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let soft = sample(counts, using: &rng)
    return straightThrough(soft .> 0.5, gradient: soft)
  }
}

private func usable(_ temperature: Float, _ family: StaticString) -> Float {
  if !(temperature > 0) { fail("\(family): the temperature \(temperature) is not positive") }
  return temperature
}
