// SPDX-License-Identifier: MIT

public import Tensors

/// Linear discriminant analysis: a Gaussian for each class, all of one covariance.
///
/// `p(x, y) = π_y N(x | μ_y, Σ)`; therefore `p(y | x) = softmax(Wᵀx + b)_y` with `w_y = Σ⁻¹μ_y` and
/// `b_y = log π_y − ½ μ_yᵀ Σ⁻¹ μ_y`.
///
/// - Shapes: examples `[count, size]`.
/// - Units: nats per example.
/// - Paper: Fisher (1936), *The Use of Multiple Measurements in Taxonomic Problems*.
public struct LDA: GenerativeClassifier, Sendable {
  /// The probability π of each class, `[classCount]`.
  public let prior: Tensor
  /// The density of each class.
  public let classes: [Gaussian]
  /// The weights W of the classifier's linear form, `[size, classCount]`.
  public let weights: Tensor
  /// The offsets b of the classifier's linear form, `[classCount]`.
  public let bias: Tensor

  /// Makes a classifier with known parameters.
  ///
  /// - Shapes: `prior` `[classCount]`, `means` `[classCount, size]`, `covariance` `[size, size]`.
  /// - Requires: Shapes that fit, and a positive definite covariance.
  public init(prior: Tensor, means: Tensor, covariance: Tensor) {
    if prior.rank != 1 || means.rank != 2 || means.shape[0] != prior.shape[0] {
      fail("LDA: a prior of shape \(prior.shape) for means of shape \(means.shape)")
    }
    let first = Gaussian(mean: means[0], covariance: covariance)
    self.prior = prior
    classes = (0..<prior.shape[0]).map { first.moved(to: means[$0]) }
    weights = solve(covariance, means.transposed())
    bias = log(prior) - 0.5 * (means.transposed() * weights).sum(alongAxis: 0)
  }

  /// Fits means and the common covariance by maximum likelihood.
  ///
  /// - Parameters:
  ///   - regularization: What is added to the variance of each coordinate.
  /// - Requires: At least one example of each class.
  public init(
    fitting examples: LabeledVectors, classCount: Int? = nil, regularization: Float = 0
  ) {
    let classCount = examples.classCount(classCount, in: "LDA")
    let classes = examples.classes(classCount, in: "LDA")
    let means = classes.map { $0.mean(alongAxis: 0) }
    let size = examples.inputs.shape[1]
    let scatter = zip(classes, means).reduce(Tensor.zeros([size, size])) { sum, part in
      sum + Gaussian.scatter(of: part.0, around: part.1)
    }
    self.init(
      prior: examples.shares(classCount), means: means.stacked(),
      covariance: scatter / Float(examples.labels.count) + regularization * .identity(size))
  }

  /// The means of the classes, `[classCount, size]`.
  public var means: Tensor { classes.map(\.mean).stacked() }

  /// The covariance of all classes, `[size, size]`.
  public var covariance: Tensor { classes[0].covariance }

  /// The logarithm of the density of each example in each class.
  public func logConditional(_ x: Tensor) -> Tensor {
    classes.map { $0.logProb(x) }.stacked(alongAxis: 1)
  }

  /// The classifier's linear form: the quadratic terms are the same for all classes and cancel.
  public func probabilities(of x: Tensor) -> Tensor {
    requireVectors(x, size: weights.shape[0], in: "LDA")
    return linear(x, weights, bias).softmax(alongAxis: 1)
  }

  /// Draws examples of a class.
  public func sample(
    _ count: Int, ofClass label: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    require(label)
    return classes[label].sample(count, using: &rng)
  }
}
