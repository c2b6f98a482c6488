// SPDX-License-Identifier: MIT

public import Tensors

/// A classifier made of a density of each class, so that it models the pair: `p(x, y) = p(y) p(x | y)`.
///
/// From the pair follow the density `p(x) = Σ_y p(x, y)`, the classifier `p(y | x) = p(x, y) / p(x)`, and new pairs.
public protocol GenerativeClassifier: ProbabilisticClassifier {
  /// The probability p(y) of each class, `[classCount]`.
  var prior: Tensor { get }

  /// The logarithm of the density of each example in each class, log p(x | y).
  ///
  /// - Shapes: `x` `[count, size]` → `[count, classCount]`.
  /// - Units: nats.
  func logConditional(_ x: Tensor) -> Tensor

  /// Draws examples of a class, x ~ p(x | y).
  ///
  /// - Shapes: result `[count, size]`.
  func sample(_ count: Int, ofClass label: Int, using rng: inout some RandomNumberGenerator)
    -> Tensor
}

extension GenerativeClassifier {
  /// The number of classes.
  public var classCount: Int { prior.shape[0] }

  /// The logarithm of the density of each example with each class, log p(x, y).
  ///
  /// - Shapes: `x` `[count, size]` → `[count, classCount]`.
  public func logJoint(_ x: Tensor) -> Tensor { logConditional(x) + log(prior) }

  /// The logarithm of the density, `log p(x) = log Σ_y p(x, y)`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`.
  /// - Units: nats.
  public func logProb(_ x: Tensor) -> Tensor { logJoint(x).logSumExp(alongAxis: 1) }

  /// The logarithm of the density of pairs, log p(x, y).
  ///
  /// - Shapes: `[count]`.
  public func logProb(_ pairs: LabeledVectors) -> Tensor {
    logJoint(pairs.inputs).elements(at: pairs.labels, alongAxis: 1)
  }

  /// Bayes' rule: `p(y | x) = p(x | y) p(y) / p(x)`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, classCount]`.
  public func probabilities(of x: Tensor) -> Tensor { logJoint(x).softmax(alongAxis: 1) }

  /// Draws new pairs: first the class, y ~ p(y), then the example, x ~ p(x | y).
  public func sample(
    _ count: Int, using rng: inout some RandomNumberGenerator
  ) -> LabeledVectors {
    if count < 1 { fail("sample: \(count) pairs") }
    let labels = categorical(logits: log(prior).broadcast(to: [count, classCount]), using: &rng)
    let examples = rows(groupedBy: labels) { label, places in
      sample(places.count, ofClass: label, using: &rng)
    }
    return Labeled(examples, labels)
  }

  /// Traps unless the class exists.
  func require(_ label: Int) {
    if !(0..<classCount).contains(label) {
      fail("sample: there is no class \(label) of \(classCount)")
    }
  }
}
