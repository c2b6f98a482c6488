// SPDX-License-Identifier: MIT

public import Tensors

/// An ensemble of one network asked in several orders: the mixture of the models that they make.
///
/// `p(x) = 1/K Σₖ p(x | order k)`
///
/// By Jensen's inequality its log-likelihood is at least the mean of its members', for every vector.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Uria, Murray & Larochelle (2014), *A Deep and Tractable Density Estimator*, arXiv:1310.1757.
public struct EoNADE<Model: OrderAgnosticModel> {
  /// The models, which share one network.
  public let members: [Model]

  /// Makes an ensemble from a model and the orders in which to ask it.
  ///
  /// - Requires: At least one order.
  public init(_ model: Model, orders: [[Int]]) {
    if orders.isEmpty { fail("EoNADE: no orders; an ensemble needs at least one") }
    members = orders.map(model.inOrder)
  }

  /// The logarithm of each vector's probability under each member.
  ///
  /// - Shapes: `x` `[batch, size]` → `[members, batch]`.
  public func memberLogProbs(_ x: Tensor) -> Tensor { members.map { $0.logProb(x) }.stacked() }

  /// The logarithm of each vector's probability.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    memberLogProbs(x).logSumExp(alongAxis: 0) - log(Float(members.count))
  }

  /// Draws vectors, each from a member drawn before.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("EoNADE.sample: \(count) vectors") }
    let choices = (0..<count).map { _ in Int.random(in: members.indices, using: &rng) }
    let parts = members.indices.map { index in
      members[index].sample(choices.count { $0 == index }, using: &rng)
    }
    // The vectors stand member after member; each goes back to the place of its choice.
    let sorted = choices.indices.sorted { (choices[$0], $0) < (choices[$1], $1) }
    return parts.concatenated().scattered(to: sorted, size: count)
  }
}
