// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
import Learning
public import Tensors

/// A variational autoencoder with a Gaussian latent code and Bernoulli pixels.
///
/// Maximises `ELBO(x) = E_q(z|x)[log p(x|z)] − KL(q(z|x) ‖ p(z))`.
///
/// - Shapes: images `[batch, imageSize]` in 0…1; codes `[batch, latentSize]`.
/// - Units: nats per image.
/// - Paper: Kingma & Welling (2013), *Auto-Encoding Variational Bayes*, arXiv:1312.6114.
public struct VAE: VariationalAutoencoder {
  /// The network that gives mean and log-variance of the posterior.
  public let encoder: MLP
  /// The network that gives the log-odds of the pixels.
  public let decoder: MLP
  /// The distribution of codes before an image is seen: the standard normal.
  public let prior: Normal

  /// Makes an autoencoder whose decoder mirrors its encoder.
  ///
  /// - Parameters:
  ///   - hiddenSizes: The sizes of the encoder's hidden layers, the first one next to the image.
  public init(
    imageSize: Int = 784, hiddenSizes: [Int] = [512, 256], latentSize: Int = 2,
    using rng: inout some RandomNumberGenerator
  ) {
    encoder = MLP([imageSize] + hiddenSizes + [2 * latentSize], using: &rng)
    decoder = MLP([latentSize] + hiddenSizes.reversed() + [imageSize], using: &rng)
    prior = .standard(latentSize)
  }

  /// The approximate posterior q(z|x).
  public func posterior(given x: Tensor) -> Normal { Normal(halvesOf: encoder(x)) }

  /// The likelihood p(x|z).
  public func likelihood(given z: Tensor) -> Bernoulli { Bernoulli(logits: decoder(z)) }

  /// The probabilities of the pixels.
  ///
  /// - Shapes: `z` `[batch, latentSize]` → `[batch, imageSize]`.
  public func decode(_ z: Tensor) -> Tensor { likelihood(given: z).mean }
}
