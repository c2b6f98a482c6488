// SPDX-License-Identifier: MIT

public import Tensors

/// Categorical distributions: one class out of several, written as a one-hot vector along the last axis.
///
/// `log p(x) = Σ xᵢ log softmax(logits)ᵢ`; classes can also be given and drawn as whole numbers.
///
/// - Shapes: logits `[batch, classCount]`; one-hot samples `[batch, classCount]` → `[batch]`.
/// - Units: nats.
public struct Categorical: Distribution, Sendable {
  /// The logits of the classes: their log-probabilities, up to a constant.
  public let logits: Tensor

  /// Makes categorical distributions from logits, as a network gives them.
  ///
  /// - Requires: At least one class along the last axis.
  public init(logits: Tensor) {
    if logits.rank == 0 || logits.shape.last == 0 {
      fail("Categorical: logits of shape \(logits.shape) have no axis of classes")
    }
    self.logits = logits
  }

  /// Makes categorical distributions from weights, which need not sum to 1.
  ///
  /// - Requires: Weights that are not negative, of at least one class along the last axis.
  public init(probabilities: Tensor) {
    if let wrong = probabilities.withScalars({ $0.first { $0 < 0 } }) {
      fail("Categorical: the probability \(wrong) is negative")
    }
    self.init(logits: log(probabilities))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { logits.shape }

  /// The number of classes.
  public var classCount: Int { shape[shape.rank - 1] }

  /// The probability of each class, which is also the mean of its place in the one-hot vector.
  public var probabilities: Tensor { logits.softmax(alongAxis: -1) }

  /// The logarithm of the probability of each class.
  public var logProbabilities: Tensor { logits.logSoftmax(alongAxis: -1) }

  /// The logarithm of the probability of one-hot vectors.
  ///
  /// - Shapes: `x` `[…, batch, classCount]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    weighted(checked(x), logProbabilities).sum(alongAxis: -1)
  }

  /// The logarithm of the probability of classes, given as whole numbers.
  ///
  /// - Shapes: a class for each distribution of the batch, the last axis fastest → `[batch]`.
  /// - Requires: Classes in `0 ..< classCount`.
  public func logProb(of classes: [Int]) -> Tensor {
    if classes.count * classCount != logits.elementCount {
      fail("Categorical.logProb: \(classes.count) classes for the shape \(shape)")
    }
    return logProbabilities.elements(at: classes, alongAxis: -1)
  }

  /// Draws one-hot vectors; no gradient flows through them.
  ///
  /// - Shapes: `[counts, batch, classCount]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let shape = shape.prefixed(by: counts)
    let classes = categorical(logits: logits.detached().broadcast(to: shape), using: &rng)
    return Tensor.oneHot(classes, classCount: classCount).reshaped(to: shape)
  }

  /// Draws a class from each distribution of the batch, as a whole number.
  ///
  /// - Shapes: a class for each distribution of the batch, the last axis fastest.
  public func classes(using rng: inout some RandomNumberGenerator) -> [Int] {
    categorical(logits: logits.detached(), using: &rng)
  }

  /// The expected surprise: `−Σ p log p`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { -weighted(probabilities, logProbabilities).sum(alongAxis: -1) }

  /// The Kullback–Leibler divergence from this distribution to another: `Σ p log(p/p′)`.
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Categorical) -> Tensor {
    let other = checked(other)
    let own = weighted(probabilities, logProbabilities)
    return (own - weighted(probabilities, other.logProbabilities)).sum(alongAxis: -1)
  }

  /// Products of which those with 0 are 0, also where a class is impossible and its log-probability −∞.
  private func weighted(_ weights: Tensor, _ logProbabilities: Tensor) -> Tensor {
    (weights * logProbabilities).replacing(with: 0, where: weights .== 0)
  }
}
