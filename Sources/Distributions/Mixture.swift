// SPDX-License-Identifier: MIT

public import Tensors

/// Mixtures of densities of one family: each example comes from one component, drawn by its weight.
///
/// `log p(x) = log Σ πₖ p(x|k)`
///
/// - Shapes: logits `[batch, count]`, components `[batch, count, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Mixture<Component: Distribution>: Distribution {
  /// The logits of the weights.
  public let logits: Tensor
  /// The components, along the last axis of the batch.
  public let components: Component

  /// Makes mixtures from the logits of the weights and the components.
  ///
  /// - Requires: As many logits as components along the last axis of the components' batch.
  public init(logits: Tensor, components: Component) {
    let batch = Shape(Array(components.shape.dropLast()))
    guard batch.rank > 0, logits.rank > 0, logits.shape.last == batch.last,
      logits.shape.joined(with: batch) == batch
    else {
      fail("Mixture: logits \(logits.shape) do not fit components of shape \(components.shape)")
    }
    self.logits = Categorical(logits: logits).logits.broadcast(to: batch)
    self.components = components
  }

  /// Makes mixtures from weights, which need not sum to 1, and the components.
  ///
  /// - Requires: As many weights as components along the last axis of the components' batch, none negative.
  public init(weights: Tensor, components: Component) {
    self.init(logits: Categorical(probabilities: weights).logits, components: components)
  }

  /// The shape of the components without the axis that counts them.
  public var shape: Shape {
    let sizes = components.shape.sizes
    return Shape(Array(sizes.dropLast(2)) + [sizes[sizes.count - 1]])
  }

  /// The weights πₖ, which sum to 1.
  public var weights: Tensor { logits.softmax(alongAxis: -1) }

  /// The logarithm of the density.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor { joint(x).logSumExp(alongAxis: -1) }

  /// The probability of each component's having made an example: `p(k|x) = πₖ p(x|k) / p(x)`.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch, count]`.
  public func responsibilities(_ x: Tensor) -> Tensor { joint(x).softmax(alongAxis: -1) }

  /// Draws examples; no gradient flows through them, because the choice of a component has none.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let choice = logits.shape.prefixed(by: counts)
    let chosen = categorical(logits: logits.detached().broadcast(to: choice), using: &rng)
    let candidates = components.sample(counts, using: &rng).detached()
    let size = shape[shape.rank - 1]
    let places = chosen.flatMap { [Int](repeating: $0, count: size) }
    return candidates.elements(at: places, alongAxis: -2)
  }

  /// `log πₖ + log p(x|k)`.
  private func joint(_ x: Tensor) -> Tensor {
    logits.logSoftmax(alongAxis: -1) + components.logProb(checked(x).expanded(atAxis: -2))
  }
}

extension Mixture: Sendable where Component: Sendable {}

extension Mixture where Component == Normal {
  /// The mean of each coordinate: `Σ πₖ μₖ`.
  public var mean: Tensor { average(components.mean) }

  /// The variance of each coordinate: `Σ πₖ (σₖ² + μₖ²) − (Σ πₖ μₖ)²`.
  public var variance: Tensor {
    let distance = components.mean - mean.expanded(atAxis: -2)
    return average(components.variance + distance * distance)
  }

  private func average(_ values: Tensor) -> Tensor {
    (weights.expanded(atAxis: -1) * values).sum(alongAxis: -2)
  }
}
