// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

/// The naive Bayes classifier of binary vectors: given the class, all coordinates are independent.
///
/// `p(x, y) = π_y Π_j θ_yj^x_j (1 − θ_yj)^(1 − x_j)`
///
/// Learning is counting: `π_y = N_y / N` and `θ_yj = (N_yj + α) / (N_y + 2α)`.
///
/// - Shapes: examples of zeros and ones `[count, size]`.
/// - Units: nats per example.
/// - Paper: Ng & Jordan (2001), *On Discriminative vs. Generative Classifiers: A Comparison of Logistic Regression and
///   Naive Bayes*.
public struct BernoulliNaiveBayes: GenerativeClassifier, Sendable {
  /// The probability π of each class, `[classCount]`.
  public let prior: Tensor
  /// The distributions of a class's coordinates, `[classCount, size]`.
  public let likelihood: Bernoulli

  /// Makes a classifier with known parameters.
  ///
  /// - Shapes: `prior` `[classCount]`, `probabilities` of a one `[classCount, size]`.
  /// - Requires: Probabilities, of a shape that fits.
  public init(prior: Tensor, probabilities: Tensor) {
    if prior.rank != 1 || probabilities.rank != 2 || probabilities.shape[0] != prior.shape[0] {
      fail("BernoulliNaiveBayes: a prior \(prior.shape), probabilities \(probabilities.shape)")
    }
    (self.prior, likelihood) = (prior, Bernoulli(probabilities: probabilities))
  }

  /// Fits a classifier by counting ones.
  ///
  /// - Parameters:
  ///   - pseudocount: The number α of ones and zeros added to each count; 0 is maximum likelihood, 1 Laplace's rule.
  /// - Requires: At least one example of each class.
  public init(fitting examples: LabeledVectors, classCount: Int? = nil, pseudocount: Float = 1) {
    let classCount = examples.classCount(classCount, in: "BernoulliNaiveBayes")
    let classes = examples.classes(classCount, in: "BernoulliNaiveBayes")
    let probabilities = classes.map {
      ($0.sum(alongAxis: 0) + pseudocount) / (Float($0.shape[0]) + 2 * pseudocount)
    }
    self.init(prior: examples.shares(classCount), probabilities: probabilities.stacked())
  }

  /// The logarithm of the probability of each example in each class.
  ///
  /// `Σ_j x_j logit θ_yj + Σ_j log(1 − θ_yj)`: linear in x.
  public func logConditional(_ x: Tensor) -> Tensor {
    requireVectors(x, size: likelihood.shape[1], in: "BernoulliNaiveBayes")
    return matmul(x, likelihood.logits.transposed())
      - softplus(likelihood.logits).sum(alongAxis: 1)
  }

  /// Draws examples of a class, each coordinate for itself.
  public func sample(
    _ count: Int, ofClass label: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    require(label)
    return Bernoulli(logits: likelihood.logits[label]).sample(count, using: &rng)
  }
}
