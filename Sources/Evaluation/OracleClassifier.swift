// SPDX-License-Identifier: MIT

public import Datasets
public import Layers
import Learning
public import Models
public import Tensors

/// A classifier of real images that judges generated ones: what they show, how surely, and in which variety.
///
/// One hidden layer of 256 units, whose outputs are the features that sets of images are compared in. It plays the part
/// that the Inception network plays for photographs.
///
/// - Shapes: images `[count, height, width]` or `[count, pixelCount]`.
public struct OracleClassifier: NetworkClassifier {
  /// The number of features.
  public static let featureCount = 256
  /// How often the training sees each image.
  static let epochCount = 8

  /// The pixels to the features.
  public let hidden: Linear
  /// The features to the log-odds of the classes.
  public let output: Linear

  /// Makes a classifier that has learnt nothing yet.
  public init(
    pixelCount: Int = 784, classCount: Int = 10, using rng: inout some RandomNumberGenerator
  ) {
    hidden = Linear(pixelCount, Self.featureCount, using: &rng)
    output = Linear(Self.featureCount, classCount, using: &rng)
  }

  /// Trains a classifier, eight times over all images.
  ///
  /// The same images and seed give the same classifier, to the bit.
  public static func trained(
    on images: LabeledImages, classCount: Int = 10, seed: UInt64 = 1
  ) -> OracleClassifier {
    var rng = PCG32(seed: seed)
    let examples = images.vectors
    let oracle = OracleClassifier(
      pixelCount: examples.inputs.shape[1], classCount: classCount, using: &rng)
    let training = Training(
      oracle, on: examples, batchSize: 128, optimizer: Adam(learningRate: 1e-3), seed: seed)
    for _ in training.prefix(epochCount) {}
    return oracle
  }

  /// The number of classes.
  public var classCount: Int { output.weight.shape[1] }

  /// The log-odds of the classes.
  ///
  /// - Shapes: result `[count, classCount]`.
  public func logits(of images: Tensor) -> Tensor { output(features(of: images)) }

  /// The activations of the hidden layer.
  ///
  /// - Shapes: result `[count, 256]`.
  public func features(of images: Tensor) -> Tensor {
    relu(hidden(images.reshaped(images.shape[0], -1)))
  }

  /// The probabilities of the classes.
  ///
  /// - Shapes: result `[count, classCount]`.
  public func probabilities(of images: Tensor) -> Tensor {
    logits(of: images).softmax(alongAxis: 1)
  }

  /// The most probable class of each image.
  public func labels(of images: Tensor) -> [Int] { logits(of: images).argMax(alongAxis: 1) }

  /// The share of images whose most probable class is the right one.
  public func accuracy(on images: LabeledImages) -> Float {
    agreement(of: images.images, with: images.labels)
  }

  /// The share of images that show what they should.
  ///
  /// - Requires: A label for each image.
  public func agreement(of images: Tensor, with labels: [Int]) -> Float {
    if images.rank == 0 || images.shape[0] != labels.count {
      fail("agreement: \(labels.count) labels for images of shape \(images.shape)")
    }
    let hits = zip(self.labels(of: images), labels).count { $0 == $1 }
    return Float(hits) / Float(max(1, labels.count))
  }
}
