// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors

extension Workload {
  /// A step of each player: the discriminator on data and on samples, then the generator through the discriminator.
  static func adversarial(
    _ name: String, batchSize: Int, parameterCounts: (generator: Int, discriminator: Int),
    latentSize: Int, data: @autoclosure @escaping @Sendable () -> Batches,
    _ make:
      @escaping @Sendable (inout PCG32) -> (generator: Sequential, discriminator: Sequential)
  ) -> Workload {
    let (generatorCount, discriminatorCount) = parameterCounts
    return Workload(
      name: name, batchSize: batchSize, parameterCount: generatorCount + discriminatorCount
    ) {
      var rng = PCG32(seed: 0)
      let (generator, discriminator) = make(&rng)
      var game = AdversarialGame(
        generator, discriminator, latentShape: [batchSize, latentSize], using: rng)
      var batches = data()
      let count = generator.parameterCount + discriminator.parameterCount
      return Prepared(parameterCount: generator.parameterCount == generatorCount ? count : -1) {
        game.step(on: batches.take())
      }
    }
  }
}

/// The two players, each with its optimiser.
private struct AdversarialGame {
  private let generator: Sequential
  private let discriminator: Sequential
  private let generatorParameters: [NamedParameter]
  private let discriminatorParameters: [NamedParameter]
  private let latentShape: Shape
  private var generatorAdam = Adam(learningRate: 2e-4, betas: (0.5, 0.999))
  private var discriminatorAdam = Adam(learningRate: 2e-4, betas: (0.5, 0.999))
  private var rng: PCG32

  init(
    _ generator: Sequential, _ discriminator: Sequential, latentShape: Shape, using rng: PCG32
  ) {
    (self.generator, self.discriminator) = (generator, discriminator)
    generatorParameters = generator.parameters
    discriminatorParameters = discriminator.parameters
    (self.latentShape, self.rng) = (latentShape, rng)
  }

  /// The discriminator's loss.
  mutating func step(on x: Tensor) -> Float {
    let fake = sample()
    var rng = rng
    let loss = discriminatorAdam.step(discriminatorParameters) {
      softplus(-discriminator(x, using: &rng)).mean()
        + softplus(discriminator(fake, using: &rng)).mean()
    }
    generatorAdam.step(generatorParameters) {
      let z = Tensor.normal(latentShape, using: &rng)
      return softplus(-discriminator(generator(z, using: &rng), using: &rng)).mean()
    }
    self.rng = rng
    return loss.scalar
  }

  private mutating func sample() -> Tensor {
    generator(.normal(latentShape, using: &rng), using: &rng)
  }
}
