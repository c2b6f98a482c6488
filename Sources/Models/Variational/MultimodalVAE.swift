// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Learning
public import Tensors

/// A variational autoencoder of images and their labels, each of which may be missing.
///
/// `q(z|X) ∝ p(z) ∏_{x ∈ X} q(z|x)` over the modalities that are there: a product of Gaussian experts.
///
/// The loss adds three bounds: of both by the posterior given both, of both by the image's alone, and of the label by the
/// label's alone, so that each expert learns to stand for itself.
///
/// - Shapes: images `[batch, imageSize]` in 0…1; a class for each image; codes `[batch, latentSize]`.
/// - Units: nats per example.
/// - Differs: Given the image alone, the paper's bound asks only for the image; here the image's expert also learns what
///   the label is, which any posterior may be asked for.
/// - Paper: Wu & Goodman (2018), *Multimodal Generative Models for Scalable Weakly-Supervised Learning*, arXiv:1802.05335.
public struct MultimodalVAE: Trainable {
  /// The network that gives the image's expert.
  public let imageEncoder: MLP
  /// The network that gives the label's expert.
  public let labelEncoder: MLP
  /// The network that gives the log-odds of the pixels.
  public let imageDecoder: MLP
  /// The network that gives the log-odds of the classes.
  public let labelDecoder: MLP
  /// The distribution of codes: the expert that is always there.
  public let prior: Normal
  /// The number of classes.
  public let classCount: Int
  /// The weight of a label's logarithmic probability, which has few nats beside an image's.
  public let labelWeight: Float

  /// Makes an autoencoder with random weights.
  ///
  /// - Requires: Positive sizes and weight.
  public init(
    imageSize: Int = 784, classCount: Int = 10, hiddenSizes: [Int] = [400], latentSize: Int = 10,
    labelWeight: Float = 50, using rng: inout some RandomNumberGenerator
  ) {
    if ([imageSize, classCount, latentSize] + hiddenSizes).contains(where: { $0 < 1 })
      || !(labelWeight > 0)
    {
      fail(
        "MultimodalVAE: \(imageSize) pixels, \(classCount) classes, hidden layers of "
          + "\(hiddenSizes), codes of size \(latentSize), labels of weight \(labelWeight)")
    }
    let mirrored = [latentSize] + hiddenSizes.reversed()
    imageEncoder = MLP([imageSize] + hiddenSizes + [2 * latentSize], using: &rng)
    labelEncoder = MLP([classCount] + hiddenSizes + [2 * latentSize], using: &rng)
    imageDecoder = MLP(mirrored + [imageSize], using: &rng)
    labelDecoder = MLP(mirrored + [classCount], using: &rng)
    prior = .standard(latentSize)
    (self.classCount, self.labelWeight) = (classCount, labelWeight)
  }

  /// The opinion of images about their codes.
  public func expert(on images: Tensor) -> Normal { Normal(halvesOf: imageEncoder(images)) }

  /// The opinion of labels about their codes.
  public func expert(on labels: [Int]) -> Normal {
    Normal(halvesOf: labelEncoder(.oneHot(labels, classCount: classCount)))
  }

  /// The approximate posterior of the codes, given what there is.
  ///
  /// - Requires: Images or labels.
  public func posterior(images: Tensor? = nil, labels: [Int]? = nil) -> Normal {
    let experts = [images.map { expert(on: $0) }, labels.map { expert(on: $0) }].compactMap { $0 }
    if experts.isEmpty { fail("MultimodalVAE: a posterior needs images or labels") }
    return .product(of: experts + [prior])
  }

  /// The likelihood of the pixels.
  public func imageLikelihood(given z: Tensor) -> Bernoulli {
    Bernoulli(logits: imageDecoder(z))
  }

  /// The likelihood of the labels.
  public func labelLikelihood(given z: Tensor) -> Categorical {
    Categorical(logits: labelDecoder(z))
  }

  /// The three negative bounds, added and averaged over the batch.
  public func loss(
    on batch: Labeled<Tensor, [Int]>, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let (x, y) = (batch.inputs, batch.labels)
    let both = bound(x, y, by: posterior(images: x, labels: y), using: &rng)
    let image = bound(x, y, by: posterior(images: x), using: &rng)
    let label = bound(nil, y, by: posterior(labels: y), using: &rng)
    return -(both + image + label).mean()
  }

  /// The bound of what there is, with the label's part weighted.
  private func bound(
    _ x: Tensor?, _ y: [Int]?, by q: Normal, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let z = q.sample(using: &rng)
    var bound = -q.klDivergence(to: prior)
    if let x { bound = bound + imageLikelihood(given: z).logProb(x) }
    if let y { bound = bound + labelWeight * labelLikelihood(given: z).logProb(of: y) }
    return bound
  }

  /// The probabilities of the pixels of new images, one for each label.
  ///
  /// - Shapes: `[labels.count, imageSize]`.
  public func images(
    given labels: [Int], using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    imageLikelihood(given: posterior(labels: labels).sample(using: &rng)).mean
  }

  /// The probabilities of the classes of each image, from its most probable code.
  ///
  /// - Shapes: `[batch, classCount]`.
  public func labelProbabilities(given images: Tensor) -> Tensor {
    labelDecoder(posterior(images: images).mean).softmax(alongAxis: 1)
  }
}
