// SPDX-License-Identifier: MIT

import Learning
public import Tensors

/// An autoregressive model of bits for any order of the variables, which one network learns together.
///
/// `ℓ = f([x ⊙ m, m])`: logits of all variables from those that the mask m shows, and the mask itself.
///
/// The mask tells a 0 that is seen from one that is hidden. Training shows a random part of each vector, and weighs what
/// it asks so that the loss is on average that over all orders: `n/(n−d+1) · Σ_{i hidden} −log p(xᵢ | x ⊙ m)`, d−1 seen.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Uria, Murray & Larochelle (2014), *A Deep and Tractable Density Estimator*, arXiv:1310.1757.
public protocol OrderAgnosticModel: AutoregressiveModel {
  /// The logits of all variables, from those that a mask shows.
  ///
  /// - Shapes: `x` and `mask` `[batch, size]` → `[batch, size]`.
  func logits(given x: Tensor, where mask: Tensor) -> Tensor

  /// The same network, asked in another order.
  ///
  /// - Requires: Each place once.
  func inOrder(_ order: [Int]) -> Self
}

extension OrderAgnosticModel {
  /// The number of binary variables.
  public var size: Int { order.count }

  /// Masks that show each vector a number of places, 0 to all but one, equally likely, and any of them.
  ///
  /// - Shapes: `[count, size]`.
  public func masks(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    var places = Array(0..<size)
    var scalars = [Float](repeating: 0, count: count * size)
    for row in 0..<count {
      let seen = Int.random(in: 0..<size, using: &rng)
      for step in 0..<seen {
        places.swapAt(step, Int.random(in: step..<size, using: &rng))
        scalars[row * size + places[step]] = 1
      }
    }
    return Tensor(scalars, shape: [count, size])
  }

  /// The loss of random parts of the vectors, whose expectation is the mean loss over all orders.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    loss(on: x, where: masks(x.shape[0], using: &rng))
  }

  /// The mean loss of what masks hide.
  ///
  /// - Shapes: `x` and `mask` `[batch, size]` → a number.
  /// - Requires: Masks that hide something of each vector.
  public func loss(on x: Tensor, where mask: Tensor) -> Tensor {
    let hidden = 1 - mask
    let weight = Float(size) / hidden.sum(alongAxis: 1, keepDims: true)
    let logits = logits(given: x, where: mask)
    return ((softplus(logits) - x * logits) * hidden * weight).sum(alongAxis: 1).mean()
  }

  /// The logits of one conditional, from a mask that shows what comes before it in the order.
  public func logits(at place: Int, given x: Tensor) -> Tensor {
    let before = Set(order.prefix { $0 != place })
    let mask = Tensor((0..<size).map { before.contains($0) ? 1 : 0 })
    return logits(given: x, where: mask.broadcast(to: x.shape))[column: place]
  }

  /// The logits of all conditionals in the model's order, each from a mask of its own.
  public func logits(given x: Tensor) -> Tensor {
    (0..<size).map { logits(at: $0, given: x) }.stacked(alongAxis: 1)
  }

  /// Traps unless an order has each place once.
  func checkOrder(_ order: [Int]) {
    if order.sorted() == Array(0..<size) { return }
    fail("\(Self.self).inOrder: \(order.count) places, which are not 0 … \(size - 1) once each")
  }
}
