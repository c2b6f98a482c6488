// SPDX-License-Identifier: MIT

import Layers
import Learning
import Models
public import Tensors

/// How well each single coordinate of a code stands for one factor: Higgins' metric, a share of right guesses in 0…1.
///
/// Pairs of examples share one factor; all others differ at random. The mean of `|z − z′|` over some pairs is small at the
/// coordinates that stand for the shared factor, and a linear classifier has to say which factor it was. Codes that mix
/// factors leave no such trace.
///
/// - Shapes: `codes` `[count, latentSize]`, `factors` `[count, factorCount]`.
/// - Requires: Factors of which each value is shared by two examples or more, such as all points of a grid.
/// - Differs: Coordinates are divided by their standard deviation first, and the classifier is fitted to all its
///   differences at once.
/// - Paper: Higgins et al. (2017), *β-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework*, ICLR.
public func disentanglementScore(
  codes: Tensor, factors: Tensor, pairCount: Int = 16, votesPerFactor: Int = 300,
  using rng: inout some RandomNumberGenerator
) -> Float {
  guard codes.rank == 2, factors.rank == 2, codes.shape[0] == factors.shape[0],
    factors.shape[1] > 1, pairCount > 0, votesPerFactor > 0
  else {
    fail("disentanglementScore: codes \(codes.shape), factors \(factors.shape)")
  }
  let deviations = maximum(
    codes.standardDeviation(alongAxis: 0), .full([codes.shape[1]], 1e-6))
  let votes = FactorVotes(codes: codes / deviations, factors: factors, pairCount: pairCount)
  let known = votes.draw(votesPerFactor, using: &rng)
  let asked = votes.draw(votesPerFactor, using: &rng)
  let classifier = LogisticRegression(size: codes.shape[1], classCount: factors.shape[1])
  var adam = Adam(learningRate: 0.05)
  for _ in 0..<fittingSteps {
    adam.step(classifier.parameters) { classifier.loss(on: known, using: &rng) }
  }
  return Float(classifier.accuracy(on: asked))
}

/// How many steps fit the classifier, whose loss is convex.
private let fittingSteps = 400

/// Differences of codes of pairs that share a factor, with the number of the factor.
private struct FactorVotes {
  let codes: Tensor
  let pairCount: Int
  /// For each factor the places of the examples that share a value, a list for each value.
  private let groups: [[[Int]]]

  init(codes: Tensor, factors: Tensor, pairCount: Int) {
    (self.codes, self.pairCount) = (codes, pairCount)
    groups = (0..<factors.shape[1]).map { factor in
      let values = factors[column: factor].scalars
      let groups = Dictionary(grouping: values.indices) { values[$0] }
      let lists = groups.sorted { $0.key < $1.key }.map(\.value)
      if lists.count < 2 || lists.contains(where: { $0.count < 2 }) {
        fail(
          "disentanglementScore: factor \(factor) has \(lists.count) values for "
            + "\(values.count) examples; it needs two or more, each shared by two examples or more")
      }
      return lists
    }
  }

  /// So many mean differences for each factor.
  func draw(
    _ count: Int, using rng: inout some RandomNumberGenerator
  ) -> Labeled<Tensor, [Int]> {
    var (first, second, labels) = ([Int](), [Int](), [Int]())
    for (factor, lists) in groups.enumerated() {
      for _ in 0..<count {
        labels.append(factor)
        for _ in 0..<pairCount {
          let list = lists[Int.random(in: lists.indices, using: &rng)]
          first.append(list[Int.random(in: list.indices, using: &rng)])
          second.append(list[Int.random(in: list.indices, using: &rng)])
        }
      }
    }
    let differences = abs(codes[at: first] - codes[at: second])
    let means = differences.reshaped(labels.count, pairCount, -1).mean(alongAxis: 1)
    return Labeled(means, labels)
  }
}
