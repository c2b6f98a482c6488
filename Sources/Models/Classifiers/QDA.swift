// SPDX-License-Identifier: MIT

public import Tensors

/// Quadratic discriminant analysis: a Gaussian for each class.
///
/// `p(x, y) = π_y N(x | μ_y, Σ_y)`; where two classes are equally probable is a quadric.
///
/// - Shapes: examples `[count, size]`.
/// - Units: nats per example.
/// - Paper: Fisher (1936), *The Use of Multiple Measurements in Taxonomic Problems*; Smith (1946), *Some Examples of
///   Discrimination*.
public struct QDA: GenerativeClassifier, Sendable {
  /// The probability π of each class, `[classCount]`.
  public let prior: Tensor
  /// The density of each class.
  public let classes: [Gaussian]

  /// Makes a classifier with known densities.
  ///
  /// - Requires: A probability for each density, and densities of one size.
  public init(prior: Tensor, classes: [Gaussian]) {
    if classes.isEmpty || prior.shape != [classes.count] || Set(classes.map(\.size)).count != 1 {
      fail("QDA: a prior of shape \(prior.shape) for densities of sizes \(classes.map(\.size))")
    }
    (self.prior, self.classes) = (prior, classes)
  }

  /// Fits the density of each class to its examples, by maximum likelihood.
  ///
  /// - Parameters:
  ///   - regularization: What is added to the variance of each coordinate.
  /// - Requires: At least one example of each class.
  public init(
    fitting examples: LabeledVectors, classCount: Int? = nil, regularization: Float = 0
  ) {
    let classCount = examples.classCount(classCount, in: "QDA")
    self.init(
      prior: examples.shares(classCount),
      classes: examples.classes(classCount, in: "QDA").map {
        Gaussian(fitting: $0, regularization: regularization)
      })
  }

  /// The logarithm of the density of each example in each class.
  public func logConditional(_ x: Tensor) -> Tensor {
    classes.map { $0.logProb(x) }.stacked(alongAxis: 1)
  }

  /// Draws examples of a class.
  public func sample(
    _ count: Int, ofClass label: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    require(label)
    return classes[label].sample(count, using: &rng)
  }
}
