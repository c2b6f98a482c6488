// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Generative adversarial network") struct GANLaws {
  private func tiny(_ objective: GAN.GeneratorObjective = .nonSaturating) -> GAN {
    var rng = PCG32(seed: 3)
    return GAN(
      imageSize: 6, generatorSizes: [5, 4], discriminatorSizes: [4, 5], latentSize: 2,
      objective: objective, dropout: 0, using: &rng)
  }

  private let images = randomBits([8, 6], seed: 1)

  @Test("Both players have the parameters of their sizes")
  func parameterCounts() {
    let gan = tiny()
    let generator = 2 * 5 + 5 + 2 * 5 + 5 * 4 + 4 + 2 * 4 + 4 * 6 + 6
    let discriminator = 6 * 4 + 4 + 4 * 5 + 5 + 5 + 1
    #expect(gan.generator.parameterCount == generator)
    #expect(gan.discriminator.parameterCount == discriminator)
    #expect(gan.parameterCount == generator + discriminator)
  }

  @Test("A discriminator that does not know gives the value −2 log 2")
  func indifferent() {
    let gan = tiny()
    for named in gan.discriminatorParameters {
      named.parameter.wrappedValue = .zeros(named.parameter.wrappedValue.shape)
    }
    var rng = PCG32(seed: 5)
    let value = gan.value(on: images, using: &rng).scalar
    #expect(abs(value + 2 * Float(log(2.0))) < 1e-6)
    #expect(abs(gan.generatorLoss(on: images, using: &rng).scalar - Float(log(2.0))) < 1e-6)
  }

  @Test("The value is the mean of log D of real and of log(1 − D) of generated images")
  func value() {
    let gan = tiny()
    var (rng, twin) = (PCG32(seed: 5), PCG32(seed: 5))
    let value = gan.value(on: images, using: &rng).scalar
    let fake = gan.generator(gan.prior.sample(8, using: &twin), using: &twin)
    let real = gan.discriminator(images).scalars.map { log(1 / (1 + exp(-Double($0)))) }
    let made = gan.discriminator(fake).scalars.map { log(1 - 1 / (1 + exp(-Double($0)))) }
    expectClose([value], [(real + made).reduce(0, +) / 8], tolerance: 1e-5)
  }

  @Test("Against an indifferent discriminator both objectives lead the generator the same way")
  func objectives() {
    // At D = ½ the slopes of log(1 − D) and of −log D with respect to the log-odds are equal: −½.
    let losses: [GAN.GeneratorObjective] = [.minimax, .nonSaturating]
    let directions = losses.map { objective -> [Float] in
      let gan = tiny(objective)
      var rng = PCG32(seed: 5)
      let last = gan.discriminatorParameters.suffix(2)
      for named in last { named.parameter.wrappedValue = named.parameter.wrappedValue * 1e-4 }
      let slopes = valueWithGradients(at: gan.generatorParameters) {
        gan.generatorLoss(on: images, using: &rng)
      }.gradients
      return slopes.flatMap { ($0 * 1e4).scalars }
    }
    #expect(directions[0].contains { $0 != 0 })
    expectClose(directions[0], directions[1].map(Double.init), tolerance: 1e-3)
  }

  @Test("Where the discriminator is sure, only the non-saturating loss has a slope")
  func saturation() {
    let losses: [GAN.GeneratorObjective] = [.minimax, .nonSaturating]
    let norms = losses.map { objective -> Float in
      let gan = tiny(objective)
      if let bias = gan.discriminatorParameters.last { bias.parameter.wrappedValue = Tensor([-20]) }
      var rng = PCG32(seed: 5)
      return globalNorm(
        of: valueWithGradients(at: gan.generatorParameters) {
          gan.generatorLoss(on: images, using: &rng)
        }.gradients)
    }
    #expect(norms[0] < 1e-6 * norms[1])
  }

  @Test("A step of one player leaves the other as it is")
  func players() {
    let gan = tiny()
    var rng = PCG32(seed: 5)
    var adam = Adam()
    let before = gan.generatorParameters.map(\.parameter.wrappedValue)
    adam.step(gan.discriminatorParameters) { gan.discriminatorLoss(on: images, using: &rng) }
    #expect(gan.generatorParameters.map(\.parameter.wrappedValue) == before)
    let judge = gan.discriminatorParameters.map(\.parameter.wrappedValue)
    adam.step(gan.generatorParameters) { gan.generatorLoss(on: images, using: &rng) }
    #expect(gan.discriminatorParameters.map(\.parameter.wrappedValue) == judge)
    #expect(gan.generatorParameters.map(\.parameter.wrappedValue) != before)
  }

  @Test("The same seed gives the same game, and images are probabilities")
  func seeds() {
    let games = (0..<2).map { _ -> (GAN, [Float]) in
      let gan = tiny()
      let training = AdversarialTraining(gan, on: images, batchSize: 4, seed: 9)
      let losses = training.prefix(3).flatMap { [$0.discriminatorLoss, $0.generatorLoss] }
      return (gan, losses)
    }
    #expect(games[0].1 == games[1].1 && games[0].1.count == 6)
    let samples = games.map { game -> Tensor in
      var rng = PCG32(seed: 2)
      return game.0.sample(7, using: &rng)
    }
    #expect(samples[0] == samples[1] && samples[0].shape == [7, 6])
    #expect(samples[0].scalars.allSatisfy { (0...1).contains($0) })
  }

  @Test("A schedule and an average accompany the steps")
  func scheduled() {
    let gan = tiny()
    let average = ExponentialMovingAverage(of: gan.generatorParameters, decay: 0.5)
    let training = AdversarialTraining(
      gan, on: images, batchSize: 4, schedule: Schedule { $0 < 2 ? 1 : 0 }, averaging: average,
      seed: 9)
    for _ in training.prefix(1) {}
    let early = gan.parameters.map(\.parameter.wrappedValue)
    // Two steps of length 0: the weights stay, and the average comes nearer to them.
    for _ in training.prefix(20) {}
    #expect(gan.parameters.map(\.parameter.wrappedValue) == early)
    let weight = early[0].scalars.map(Double.init)
    let averaged = average.withAveragedWeights { gan.parameters[0].parameter.wrappedValue }
    expectClose(averaged.scalars, weight, tolerance: 1e-5)
  }

  @Test("With more steps of the discriminator the generator takes fewer, and training goes on")
  func rounds() {
    let gan = tiny()
    let before = gan.generatorParameters.map(\.parameter.wrappedValue)
    let training = AdversarialTraining(
      gan, on: images, batchSize: 4, discriminatorSteps: 3, seed: 9)
    // Two batches are not enough for a round of three.
    for epoch in training.prefix(1) { #expect(epoch.index == 1 && epoch.generatorLoss == 0) }
    #expect(gan.generatorParameters.map(\.parameter.wrappedValue) == before)
    for epoch in training.prefix(1) { #expect(epoch.index == 2) }
    #expect(training.epochCount == 2)
  }

  @Test("Plain perceptrons serve points of any size, with any noise")
  func points() {
    var rng = PCG32(seed: 3)
    let gan = GAN(
      generator: [1, 5, 3], discriminator: [3, 4, 1],
      prior: Uniform(low: Tensor([0]), high: Tensor([1])), using: &rng)
    #expect(gan.generator.parameterCount == 1 * 5 + 5 + 5 * 3 + 3)
    #expect(gan.discriminator.parameterCount == 3 * 4 + 4 + 4 + 1)
    let samples = gan.sample(9, using: &rng)
    #expect(samples.shape == [9, 3] && samples.min().scalar < 0)
    let logOdds = gan.discriminator(samples).scalars.map { 1 / (1 + exp(-Double($0))) }
    expectClose(gan.probabilityOfReal(samples).scalars, logOdds, tolerance: 1e-6)
  }

  @Test("A softened label is the cross-entropy with that target, for real examples alone")
  func labelSmoothing() {
    var gan = tiny()
    gan.realLabel = 0.9
    var (rng, twin) = (PCG32(seed: 5), PCG32(seed: 5))
    let loss = gan.discriminatorLoss(on: images, using: &rng).scalar
    let fake = gan.generator(gan.prior.sample(8, using: &twin), using: &twin)
    let real = gan.probabilityOfReal(images).scalars.map(Double.init)
    let made = gan.probabilityOfReal(fake).scalars.map(Double.init)
    let expected =
      -(real.map { 0.9 * log($0) + 0.1 * log(1 - $0) } + made.map { log(1 - $0) }).reduce(0, +) / 8
    expectClose([loss], [expected], tolerance: 1e-5)
    // The value of the game itself knows no labels.
    (rng, twin) = (PCG32(seed: 5), PCG32(seed: 5))
    #expect(gan.value(on: images, using: &rng) == tiny().value(on: images, using: &twin))
  }

  @Test("Feature matching compares the means of the layer before the last")
  func featureMatching() {
    var gan = tiny(.featureMatching)
    var (rng, twin) = (PCG32(seed: 5), PCG32(seed: 5))
    let loss = gan.generatorLoss(on: images, using: &rng).scalar
    let fake = gan.generator(gan.prior.sample(8, using: &twin), using: &twin)
    let means = [images, fake].map { gan.features(of: $0, using: &twin).mean(alongAxis: 0) }
    #expect(means[0].shape == [5])
    let expected = zip(means[0].scalars, means[1].scalars).reduce(0.0) { sum, pair in
      sum + pow(Double(pair.0 - pair.1), 2)
    }
    expectClose([loss], [expected], tolerance: 1e-5)
    gan.objective = .nonSaturating
    #expect(gan.generatorLoss(on: images, using: &rng).scalar != loss)
  }

  @Test("Noise reaches all that the discriminator sees in training, and nothing else")
  func instanceNoise() {
    var gan = tiny()
    gan.instanceNoise = 0.5
    var (rng, twin) = (PCG32(seed: 5), PCG32(seed: 5))
    let loss = gan.discriminatorLoss(on: images, using: &rng).scalar
    let fake = gan.generator(gan.prior.sample(8, using: &twin), using: &twin)
    let seenFake = fake + 0.5 * Tensor.normal([8, 6], using: &twin)
    let seenReal = images + 0.5 * Tensor.normal([8, 6], using: &twin)
    let expected =
      (softplus(-gan.discriminator(seenReal)).mean() + softplus(gan.discriminator(seenFake)).mean())
    expectClose([loss], [Double(expected.scalar)], tolerance: 1e-5)
    var (one, two) = (PCG32(seed: 2), PCG32(seed: 2))
    let samples = gan.sample(3, using: &one)
    gan.instanceNoise = 0
    #expect(samples == gan.sample(3, using: &two))
  }

  @Test("Historical averaging holds the players nearer to their past")
  func historicalAveraging() {
    let lengths = [Float(0), 10].map { weight -> Float in
      let gan = tiny()
      let before = gan.parameters.map(\.parameter.wrappedValue)
      let training = AdversarialTraining(
        gan, on: images, batchSize: 4, historicalAveraging: weight, seed: 9)
      for epoch in training.prefix(20) { #expect(epoch.discriminatorLoss < 3) }
      return globalNorm(
        of: zip(gan.parameters, before).map { $0.parameter.wrappedValue - $1 })
    }
    #expect(lengths[1] < 0.7 * lengths[0], "\(lengths)")
  }
}
