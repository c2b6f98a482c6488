// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// A generative adversarial network: a generator of examples and a discriminator that tells them from real ones.
///
/// `min_G max_D V(D, G) = E_x[log D(x)] + E_z[log(1 − D(G(z)))]`
///
/// Against the best discriminator, `D*(x) = p(x) / (p(x) + g(x))`, the value is `2 JSD(p ‖ g) − 2 log 2`. A generator
/// gives samples but no density: there is no `logProb`.
///
/// - Shapes: examples `[batch, size]`; noise `[batch, latentSize]`; log-odds of being real `[batch, 1]`.
/// - Units: nats.
/// - Differs: The generator of images normalises batches (Ioffe & Szegedy 2015, arXiv:1502.03167), without which networks
///   of this size die, and its discriminator drops hidden units in place of maxout.
/// - Paper: Goodfellow et al. (2014), *Generative Adversarial Networks*, arXiv:1406.2661. One-sided label smoothing and
///   feature matching: Salimans et al. (2016), arXiv:1606.03498. Instance noise: Arjovsky & Bottou (2017),
///   arXiv:1701.04862.
public struct GAN: AdversarialModel {
  /// What the generator minimises.
  public enum GeneratorObjective: String, Sendable, CaseIterable {
    /// `E log(1 − D(G(z)))`, the value itself, whose slope vanishes while the discriminator wins.
    case minimax
    /// `−E log D(G(z))`, which has the same fixed point and a steep slope where the discriminator wins.
    case nonSaturating
    /// `‖E f(x) − E f(G(z))‖²`, with `f` the discriminator's activations before its last layer.
    case featureMatching
  }

  /// The network that makes examples of noise.
  public let generator: Sequential
  /// The network that gives the log-odds of an example's being real.
  public let discriminator: Sequential
  /// The distribution of the noise.
  public let prior: any Distribution
  /// What the generator minimises.
  public var objective: GeneratorObjective
  /// The discriminator's target at real examples: 1, or a little less (one-sided label smoothing).
  public var realLabel: Float = 1
  /// The standard deviation of the noise that is added to all that the discriminator sees in training.
  public var instanceNoise: Float = 0

  /// Makes a game of two networks.
  public init(
    generator: Sequential, discriminator: Sequential, prior: any Distribution,
    objective: GeneratorObjective = .nonSaturating
  ) {
    (self.generator, self.discriminator) = (generator, discriminator)
    (self.prior, self.objective) = (prior, objective)
  }

  /// Makes a game of two networks, the noise being standard normal.
  public init(
    generator: Sequential, discriminator: Sequential, latentSize: Int,
    objective: GeneratorObjective = .nonSaturating
  ) {
    self.init(
      generator: generator, discriminator: discriminator, prior: Normal.standard(latentSize),
      objective: objective)
  }

  /// Makes plain perceptrons for both players: `GAN(generator: [2, 64, 2], discriminator: [2, 64, 1], using: &rng)`.
  ///
  /// - Parameters:
  ///   - generatorSizes: The sizes of the noise, of the generator's hidden layers, and of an example.
  ///   - discriminatorSizes: The sizes of an example, of the discriminator's hidden layers, and 1.
  ///   - activation: What follows each map but the last.
  ///   - prior: The distribution of the noise; by default standard normal.
  ///   - objective: What the generator minimises.
  /// - Requires: Two sizes or more for each, and players that fit each other.
  public init(
    generator generatorSizes: [Int], discriminator discriminatorSizes: [Int],
    activation: any Layer = ReLU(), prior: (any Distribution)? = nil,
    objective: GeneratorObjective = .nonSaturating, using rng: inout some RandomNumberGenerator
  ) {
    guard generatorSizes.count > 1, discriminatorSizes.count > 1, discriminatorSizes.last == 1,
      generatorSizes.last == discriminatorSizes.first
    else {
      fail("GAN: a generator \(generatorSizes) and a discriminator \(discriminatorSizes)")
    }
    self.init(
      generator: Self.perceptron(generatorSizes, activation, using: &rng),
      discriminator: Self.perceptron(discriminatorSizes, activation, using: &rng),
      prior: prior ?? Normal.standard(generatorSizes[0]), objective: objective)
  }

  private static func perceptron(
    _ sizes: [Int], _ activation: any Layer, using rng: inout some RandomNumberGenerator
  ) -> Sequential {
    var layers: [any Layer] = []
    for (input, output) in zip(sizes, sizes.dropFirst()) {
      layers += [Linear(input, output, using: &rng), activation]
    }
    return Sequential(layers.dropLast())
  }

  /// Makes perceptrons for images in 0…1.
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

  /// The probability of being real that the discriminator, in use, gives each example: `D(x)`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  public func probabilityOfReal(_ x: Tensor) -> Tensor {
    sigmoid(discriminator(x)).reshaped(x.exampleCount)
  }

  /// The value `V(D, G)` of the game, estimated with as many generated examples as there are real ones.
  ///
  /// - Shapes: `x` `[batch, size]` → `[]`.
  public func value(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -crossEntropy(on: x, realLabel: 1, using: &rng)
  }

  /// The discriminator ascends the value; with a softened label, that of cross-entropy with this target.
  public func discriminatorLoss(
    on x: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    crossEntropy(on: x, realLabel: realLabel, using: &rng)
  }

  /// `−E_x[α log D(x) + (1 − α) log(1 − D(x))] − E_z[log(1 − D(G(z)))]`, with α the label of real examples.
  private func crossEntropy(
    on x: Tensor, realLabel: Float, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let fake = seen(generated(x.exampleCount, using: &rng), using: &rng)
    let logOddsOfReal = discriminator(seen(x, using: &rng), using: &rng)
    let logOddsOfFake = discriminator(fake, using: &rng)
    var surprise = softplus(-logOddsOfReal).mean()  // −log D(x)
    if realLabel != 1 { surprise = surprise + (1 - realLabel) * logOddsOfReal.mean() }
    return surprise + softplus(logOddsOfFake).mean()  // −log(1 − D(G(z)))
  }

  /// The generator descends the value, ascends `E log D(G(z))`, or matches features.
  public func generatorLoss(
    on x: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let fake = seen(generated(x.exampleCount, using: &rng), using: &rng)
    switch objective {
    case .minimax: return -softplus(discriminator(fake, using: &rng)).mean()
    case .nonSaturating: return softplus(-discriminator(fake, using: &rng)).mean()
    case .featureMatching:
      let real = features(of: seen(x, using: &rng), using: &rng).mean(alongAxis: 0)
      let distance = real - features(of: fake, using: &rng).mean(alongAxis: 0)
      return (distance * distance).sum()
    }
  }

  /// What the discriminator's last layer sees in training: `f(x)`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, featureCount]`.
  public func features(of x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    discriminator.layers.dropLast().reduce(x) { value, layer in layer(value, using: &rng) }
  }

  /// Examples as the discriminator sees them in training.
  private func seen(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    instanceNoise == 0 ? x : x + instanceNoise * Tensor.normal(x.shape, using: &rng)
  }

  /// Examples as the generator makes them in training, normalised by their own batch.
  private func generated(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    generator(prior.sample(count, using: &rng), using: &rng)
  }

  /// Draws examples from noise.
  ///
  /// - Shapes: `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("GAN.sample: \(count) examples") }
    return generator(prior.sample(count, using: &rng))
  }
}
