// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Learning
public import Tensors

/// A variational autoencoder of images whose classes are known: both networks see the class.
///
/// `log p(x|y) ≥ E_q(z|x,y)[log p(x|z,y)] − KL(q(z|x,y) ‖ p(z))`
///
/// The code need not say what the class says already, so it tells the rest: slant, thickness, style.
///
/// - Shapes: images `[batch, imageSize]` in 0…1; codes `[batch, latentSize]`; a class for each image.
/// - Units: nats per image.
/// - Paper: Sohn, Lee & Yan (2015), *Learning Structured Output Representation Using Deep Conditional Generative Models*,
///   NeurIPS; Kingma, Rezende, Mohamed & Welling (2014), arXiv:1406.5298, for images of classes.
public struct ConditionalVAE: Trainable {
  /// The network that gives mean and log-variance of the posterior.
  public let encoder: MLP
  /// The network that gives the log-odds of the pixels.
  public let decoder: MLP
  /// The distribution of codes, whatever the class: the standard normal.
  public let prior: Normal
  /// The number of classes.
  public let classCount: Int

  /// Makes an autoencoder whose decoder mirrors its encoder.
  ///
  /// - Requires: Positive sizes.
  public init(
    imageSize: Int = 784, classCount: Int = 10, hiddenSizes: [Int] = [400], latentSize: Int = 5,
    using rng: inout some RandomNumberGenerator
  ) {
    if ([imageSize, classCount, latentSize] + hiddenSizes).contains(where: { $0 < 1 }) {
      fail(
        "ConditionalVAE: \(imageSize) pixels, \(classCount) classes, hidden layers of "
          + "\(hiddenSizes), codes of size \(latentSize)")
    }
    encoder = MLP([imageSize + classCount] + hiddenSizes + [2 * latentSize], using: &rng)
    decoder = MLP([latentSize + classCount] + hiddenSizes.reversed() + [imageSize], using: &rng)
    (prior, self.classCount) = (.standard(latentSize), classCount)
  }

  /// The approximate posterior q(z|x, y).
  public func posterior(given x: Tensor, _ labels: [Int]) -> Normal {
    Normal(halvesOf: encoder(withClasses(x, labels)))
  }

  /// The likelihood p(x|z, y).
  public func likelihood(given z: Tensor, _ labels: [Int]) -> Bernoulli {
    Bernoulli(logits: decoder(withClasses(z, labels)))
  }

  /// The terms of the bound of each image, estimated with one code per image.
  ///
  /// - Shapes: images `[batch, imageSize]` → two of `[batch]`.
  public func terms(
    _ batch: Labeled<Tensor, [Int]>, using rng: inout some RandomNumberGenerator
  ) -> ELBOTerms {
    let (x, labels) = (batch.inputs, batch.labels)
    let q = posterior(given: x, labels)
    let p = likelihood(given: q.sample(using: &rng), labels)
    return ELBOTerms(reconstruction: p.logProb(x), divergence: q.klDivergence(to: prior))
  }

  /// The negative bound, averaged over the batch.
  public func loss(
    on batch: Labeled<Tensor, [Int]>, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    -terms(batch, using: &rng).elbo.mean()
  }

  /// The probabilities of the pixels of new images, one of each class that is named.
  ///
  /// - Shapes: `[labels.count, imageSize]`.
  public func sample(
    ofClasses labels: [Int], using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    likelihood(given: prior.sample(labels.count, using: &rng), labels).mean
  }

  /// Each row, and behind it a 1 at the place of its class.
  private func withClasses(_ rows: Tensor, _ labels: [Int]) -> Tensor {
    if rows.rank != 2 || rows.shape[0] != labels.count {
      fail("ConditionalVAE: \(labels.count) classes for rows of shape \(rows.shape)")
    }
    let classes = Tensor.oneHot(labels, classCount: classCount)
    return [rows, classes].concatenated(alongAxis: 1)
  }
}
