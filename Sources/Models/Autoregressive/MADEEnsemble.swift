// SPDX-License-Identifier: MIT

import Glibc
public import Layers
import Learning
public import Tensors

/// One set of weights under several masks: each pair of order and connections makes a model, and all share their weights.
///
/// `p(x) = 1/K · Σₖ p(x | Mₖ)`. Each step trains under one set of masks, taken at random, so that the weights serve all of
/// them; by Jensen's inequality the mixture is never worse than its members are on average.
///
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Germain, Gregor, Murray & Larochelle (2015), *MADE: Masked Autoencoder for Distribution Estimation*,
///   arXiv:1502.03509.
public struct MADEEnsemble: GenerativeModel {
  /// The models, which share their parameters.
  public let members: [MADE]

  /// Makes an ensemble of a model's parameters under each of some labels.
  ///
  /// - Requires: At least one set of labels, each for the model's numbers of units.
  public init(_ model: MADE, labels: [MaskLabels]) {
    if labels.isEmpty { fail("MADEEnsemble: no labels; give at least one") }
    members = labels.map { model.relabeled($0) }
  }

  /// Makes an ensemble with orders and degrees drawn at random.
  ///
  /// - Parameters:
  ///   - count: The number of sets of masks.
  ///   - order: The order of the variables in all of them; by default each has its own.
  public init(
    _ count: Int, size: Int, hiddenSizes: [Int], order: [Int]? = nil, isDirect: Bool = false,
    activation: any Layer = ReLU(), using rng: inout some RandomNumberGenerator
  ) {
    var labels: [MaskLabels] = []
    for _ in 0..<max(count, 1) {
      labels.append(.random(size: size, hiddenSizes: hiddenSizes, order: order, using: &rng))
    }
    let model = MADE(labels: labels[0], isDirect: isDirect, activation: activation, using: &rng)
    self.init(model, labels: labels)
  }

  /// The logarithm of each vector's probability under the mixture.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    members.map { $0.logProb(x) }.stacked().logSumExp(alongAxis: 0) - log(Float(members.count))
  }

  /// The mean negative log-likelihood of one member, taken at random.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    members[Int.random(in: 0..<members.count, using: &rng)].loss(on: x, using: &rng)
  }

  /// The mean negative log-likelihood of the mixture.
  public func validationLoss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(x).mean()
  }

  /// Draws vectors: for each a member, and from it the vector.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("MADEEnsemble.sample: \(count) vectors") }
    let drawn = (0..<count).map { _ in Int.random(in: 0..<members.count, using: &rng) }
    if drawn.isEmpty { return .zeros([0, members[0].size]) }
    return rows(groupedBy: drawn) { member, places in
      members[member].sample(places.count, using: &rng)
    }
  }
}
