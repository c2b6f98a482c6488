// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Boosting: small trees one after another, each looking most at what those before it got wrong.
///
/// Round m finds a tree of error ε under the weights, gives it the vote `α = log((1 − ε)/ε) + log(K − 1)`, and multiplies
/// the weights of its errors by `exp(α)`. The class with most votes wins.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Freund & Schapire (1997), *A Decision-Theoretic Generalization of On-Line Learning and an Application to
///   Boosting*; Zhu, Zou, Rosset & Hastie (2009), *Multi-class AdaBoost*.
public struct AdaBoost: Classifier, Sendable {
  /// The trees, in the order in which they were found.
  public let trees: [DecisionTree]
  /// The vote α of each tree.
  public let votes: [Double]
  /// The error ε of each tree under the weights that it was grown with.
  public let errors: [Double]
  /// The number of classes.
  public let classCount: Int

  /// Boosts for some rounds, or until a tree makes no error, or none is better than chance.
  ///
  /// - Parameters:
  ///   - depth: The most questions one after another; a tree of depth 1 is a stump.
  /// - Requires: At least one round, and two classes.
  public init(
    fitting examples: LabeledVectors, rounds: Int = 50, depth: Int = 1, classCount: Int? = nil
  ) {
    let classCount = examples.classCount(classCount, in: "AdaBoost")
    if rounds < 1 || depth < 1 || classCount < 2 {
      fail("AdaBoost: \(rounds) rounds of trees of depth \(depth) for \(classCount) classes")
    }
    let count = examples.labels.count
    var weights = [Double](repeating: 1 / Double(count), count: count)
    var (trees, votes, errors) = ([DecisionTree](), [Double](), [Double]())
    for _ in 0..<rounds {
      let tree = DecisionTree(
        fitting: examples, classCount: classCount, weights: weights,
        limits: DecisionTree.Limits(depth: depth))
      let isWrong = zip(tree.predict(examples.inputs), examples.labels).map { $0 != $1 }
      let error = zip(weights, isWrong).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
      if error >= 1 - 1 / Double(classCount), !trees.isEmpty { break }
      // A tree without errors would have an infinite vote.
      let vote = log((1 - max(error, 1e-12)) / max(error, 1e-12)) + log(Double(classCount - 1))
      trees.append(tree)
      votes.append(vote)
      errors.append(error)
      if error <= 1e-12 { break }
      weights = zip(weights, isWrong).map { $0 * ($1 ? exp(vote) : 1) }
      let total = weights.reduce(0, +)
      weights = weights.map { $0 / total }
    }
    (self.trees, self.votes, self.errors) = (trees, votes, errors)
    self.classCount = classCount
  }

  /// The class with most votes.
  public func predict(_ x: Tensor) -> [Int] {
    var sums = [Double](repeating: 0, count: x.shape[0] * classCount)
    for (tree, vote) in zip(trees, votes) {
      for (row, label) in tree.predict(x).enumerated() { sums[row * classCount + label] += vote }
    }
    return (0..<x.shape[0]).map { row in
      (0..<classCount).max { sums[row * classCount + $0] < sums[row * classCount + $1] } ?? 0
    }
  }
}
