// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
import Learning
public import Tensors

/// A variational autoencoder of images whose encoder convolves and whose decoder transposes convolutions.
///
/// Two convolutions with stride 2 shrink the sides to a quarter; an affine map leads to the code, and back again.
///
/// - Shapes: images `[batch, height · width]` in 0…1; codes `[batch, latentSize]`.
/// - Units: nats per image.
/// - Paper: Kingma & Welling (2013), *Auto-Encoding Variational Bayes*, arXiv:1312.6114; the networks after Radford, Metz &
///   Chintala (2015), *Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks*,
///   arXiv:1511.06434.
public struct ConvolutionalVAE: VariationalAutoencoder {
  /// The network that gives mean and log-variance of the posterior.
  public let encoder: Sequential
  /// The network that gives the log-odds of the pixels.
  public let decoder: Sequential
  /// The distribution of codes before an image is seen: the standard normal.
  public let prior: Normal

  /// Makes an autoencoder with random kernels.
  ///
  /// - Parameters:
  ///   - channelCount: The feature maps after the first convolution; the second makes twice as many.
  /// - Requires: Sides that 4 divides, and positive sizes.
  public init(
    imageSize: (height: Int, width: Int) = (28, 28), channelCount: Int = 16, latentSize: Int = 20,
    using rng: inout some RandomNumberGenerator
  ) {
    let (height, width) = imageSize
    if height < 4 || width < 4 || height % 4 != 0 || width % 4 != 0 {
      fail("ConvolutionalVAE: 4 does not divide the sides of \(height) × \(width) pixels")
    }
    if channelCount < 1 || latentSize < 1 {
      fail("ConvolutionalVAE: \(channelCount) channels and codes of size \(latentSize)")
    }
    let maps: Shape = [2 * channelCount, height / 4, width / 4]
    encoder = Sequential {
      Reshape(to: [1, height, width])
      Conv2D(1, channelCount, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Conv2D(channelCount, 2 * channelCount, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Flatten()
      Linear(maps.elementCount, 2 * latentSize, using: &rng)
    }
    decoder = Sequential {
      Linear(latentSize, maps.elementCount, using: &rng)
      ReLU()
      Reshape(to: maps)
      ConvTranspose2D(
        2 * channelCount, channelCount, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      ConvTranspose2D(channelCount, 1, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      Flatten()
    }
    prior = .standard(latentSize)
  }

  /// The approximate posterior q(z|x).
  public func posterior(given x: Tensor) -> Normal { Normal(halvesOf: encoder(x)) }

  /// The likelihood p(x|z) of flat images.
  public func likelihood(given z: Tensor) -> Bernoulli { Bernoulli(logits: decoder(z)) }

  /// The probabilities of the pixels.
  ///
  /// - Shapes: `z` `[batch, latentSize]` → `[batch, height · width]`.
  public func decode(_ z: Tensor) -> Tensor { likelihood(given: z).mean }
}
