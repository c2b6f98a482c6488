// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// A generative adversarial network of images.
///
/// `min_G max_D V(D, G) = E_x[log D(x)] + E_z[log(1 − D(G(z)))]`
///
/// Against the best discriminator, `D*(x) = p(x) / (p(x) + g(x))`, the value is `2 JSD(p ‖ g) − 2 log 2`. A generator
/// gives samples but no density: there is no `logProb`.
///
/// - Shapes: images `[batch, imageSize]` in 0…1; noise `[batch, latentSize]`; log-odds of being real `[batch, 1]`.
/// - Units: nats.
/// - Differs: The generator normalises batches (Ioffe & Szegedy 2015, arXiv:1502.03167), without which networks of this
///   size die, and the discriminator drops hidden units in place of maxout.
/// - Paper: Goodfellow et al. (2014), *Generative Adversarial Networks*, arXiv:1406.2661.
public struct GAN: AdversarialModel {
  /// What the generator minimises.
  public enum GeneratorObjective: String, Sendable, CaseIterable {
    /// `E log(1 − D(G(z)))`, the value itself, whose slope vanishes while the discriminator wins.
    case minimax
    /// `−E log D(G(z))`, which has the same fixed point and a steep slope where the discriminator wins.
    case nonSaturating
  }

  /// The network that makes pixels of noise.
  public let generator: Sequential
  /// The network that gives the log-odds of an image's being real.
  public let discriminator: Sequential
  /// The distribution of the noise.
  public let prior: Normal
  /// What the generator minimises.
  public let objective: GeneratorObjective

  /// Makes a game of two networks.
  public init(
    generator: Sequential, discriminator: Sequential, latentSize: Int,
    objective: GeneratorObjective = .nonSaturating
  ) {
    (self.generator, self.discriminator) = (generator, discriminator)
    (prior, self.objective) = (.standard(latentSize), objective)
  }

  /// Makes perceptrons for both players.
  ///
  /// - Parameters:
  ///   - generatorSizes: The sizes of the generator's hidden layers, the first one next to the noise.
  ///   - discriminatorSizes: The sizes of the discriminator's hidden layers, the first one next to the image.
  ///   - normalizesBatches: Whether the generator's hidden layers are normalised.
  ///   - dropout: The probability with which a hidden unit of the discriminator is dropped.
  /// - Requires: Positive sizes.
  public init(
    imageSize: Int = 784, generatorSizes: [Int] = [256, 512], discriminatorSizes: [Int] = [512],
    latentSize: Int = 64, objective: GeneratorObjective = .nonSaturating,
    normalizesBatches: Bool = true, dropout: Float = 0.4,
    using rng: inout some RandomNumberGenerator
  ) {
    let sizes = [imageSize, latentSize] + generatorSizes + discriminatorSizes
    if sizes.contains(where: { $0 < 1 }) {
      fail(
        "GAN: \(imageSize) pixels, noise of \(latentSize), hidden layers of \(generatorSizes) and "
          + "\(discriminatorSizes)")
    }
    var maker: [any Layer] = []
    for (input, output) in zip([latentSize] + generatorSizes, generatorSizes) {
      maker.append(Linear(input, output, using: &rng))
      if normalizesBatches { maker.append(BatchNorm(output)) }
      maker.append(ReLU())
    }
    maker += [Linear(generatorSizes.last ?? latentSize, imageSize, using: &rng), Sigmoid()]
    var judge: [any Layer] = []
    for (input, output) in zip([imageSize] + discriminatorSizes, discriminatorSizes) {
      judge.append(Linear(input, output, using: &rng))
      judge += [LeakyReLU(slope: 0.2), Dropout(dropout)]
    }
    judge.append(Linear(discriminatorSizes.last ?? imageSize, 1, using: &rng))
    self.init(
      generator: Sequential(maker), discriminator: Sequential(judge), latentSize: latentSize,
      objective: objective)
  }

  /// The parameters that the generator changes.
  public var generatorParameters: [NamedParameter] { generator.parameters }

  /// The parameters that the discriminator changes.
  public var discriminatorParameters: [NamedParameter] { discriminator.parameters }

  /// The value `V(D, G)` of the game, estimated with as many generated images as there are real ones.
  ///
  /// - Shapes: `x` `[batch, imageSize]` → `[]`.
  public func value(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let fake = generated(x.exampleCount, using: &rng)
    let logProbOfReal = -softplus(-discriminator(x, using: &rng))  // log D(x)
    let logProbOfFake = -softplus(discriminator(fake, using: &rng))  // log(1 − D(G(z)))
    return logProbOfReal.mean() + logProbOfFake.mean()
  }

  /// The discriminator ascends the value.
  public func discriminatorLoss(
    on x: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    -value(on: x, using: &rng)
  }

  /// The generator descends the value, or ascends `E log D(G(z))`.
  public func generatorLoss(
    on x: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let logOdds = discriminator(generated(x.exampleCount, using: &rng), using: &rng)
    switch objective {
    case .minimax: return -softplus(logOdds).mean()
    case .nonSaturating: return softplus(-logOdds).mean()
    }
  }

  /// Images as the generator makes them in training, normalised by their own batch.
  private func generated(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    generator(prior.sample(count, using: &rng), using: &rng)
  }

  /// Draws images from noise.
  ///
  /// - Shapes: `[count, imageSize]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("GAN.sample: \(count) images") }
    return generator(prior.sample(count, using: &rng))
  }
}
