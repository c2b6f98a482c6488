// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// What a classifier's verdicts say about a set of images.
public struct SampleScores: Sendable, Equatable {
  /// The mean probability of the most probable class, 1/K…1.
  public let confidence: Float
  /// The share of each class among the most probable ones.
  public let classShares: [Float]
  /// The number of classes with at least one percent of the images.
  public let classCount: Int
  /// The entropy of the classes' shares, in nats.
  public let classEntropy: Float
  /// The inception score, 1…K.
  public let inceptionScore: Float

  /// Computes the scores from the probabilities that a classifier gives.
  ///
  /// - Shapes: `probabilities` `[count, classCount]`.
  /// - Requires: At least one image.
  public init(probabilities: Tensor) {
    if probabilities.rank != 2 || probabilities.elementCount == 0 {
      fail("SampleScores: probabilities of shape \(probabilities.shape)")
    }
    let verdicts = probabilities.argMax(alongAxis: 1)
    let shares = verdicts.counts(classCount: probabilities.shape[1])
      .map { Float($0) / Float(verdicts.count) }
    confidence = probabilities.max(alongAxis: 1).mean().scalar
    classShares = shares
    classCount = shares.count { $0 >= 0.01 - 1e-6 }
    classEntropy = -shares.reduce(0) { $0 + ($1 > 0 ? $1 * logf($1) : 0) }
    inceptionScore = Evaluation.inceptionScore(probabilities: probabilities)
  }
}

/// How sure a classifier is of each image, and how varied the classes of all images are, in one number.
///
/// `exp(mean KL(p(y|x) ‖ p(y)))`: 1 where every image gets the same verdict, and the number of classes where all verdicts
/// are certain and all classes equally frequent.
///
/// - Shapes: `probabilities` `[count, classCount]`.
/// - Requires: At least one image.
/// - Paper: Salimans, Goodfellow, Zaremba, Cheung, Radford & Chen (2016), *Improved Techniques for Training GANs*,
///   arXiv:1606.03498.
public func inceptionScore(probabilities: Tensor) -> Float {
  if probabilities.rank != 2 || probabilities.elementCount == 0 {
    fail("inceptionScore: probabilities of shape \(probabilities.shape)")
  }
  let classCount = probabilities.shape[1]
  let rows = probabilities.scalars.map(Double.init)
  let count = Double(probabilities.shape[0])
  var marginal = [Double](repeating: 0, count: classCount)
  var negativeEntropy = 0.0
  for (index, p) in rows.enumerated() where p > 0 {
    marginal[index % classCount] += p / count
    negativeEntropy += p * log(p) / count
  }
  let marginalEntropy = -marginal.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) }
  return Float(exp(max(0, negativeEntropy + marginalEntropy)))
}

extension OracleClassifier {
  /// How sure the classifier is of images, and which classes it sees.
  public func scores(of images: Tensor) -> SampleScores {
    SampleScores(probabilities: probabilities(of: images))
  }

  /// The Fréchet distance between two sets of images in the classifier's features.
  public func frechetDistance(_ first: Tensor, _ second: Tensor) -> Float {
    Evaluation.frechetDistance(features(of: first), features(of: second))
  }
}
