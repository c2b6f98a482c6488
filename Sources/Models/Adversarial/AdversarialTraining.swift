// SPDX-License-Identifier: MIT

import Layers
public import Learning
public import Tensors

/// One pass of a game over the real examples.
public struct AdversarialEpoch: Sendable, Equatable {
  /// Which pass it was, counted from 1.
  public let index: Int
  /// The mean loss of the discriminator's steps.
  public let discriminatorLoss: Float
  /// The mean loss of the generator's steps.
  public let generatorLoss: Float
  /// How long the pass took.
  public let seconds: Double
}

/// The training of two players against each other, as the sequence of its epochs.
///
/// In each round the discriminator takes k steps, each on a batch of its own, and then the generator one:
/// `for epoch in AdversarialTraining(gan, on: images, batchSize: 128, seed: 7).prefix(25) { … }`.
///
/// A second loop over the same training goes on where the first one stopped. The same seed gives the same bits.
///
/// - Paper: Goodfellow et al. (2014), *Generative Adversarial Networks*, arXiv:1406.2661, algorithm 1.
public final class AdversarialTraining<Model: AdversarialModel>: Sequence
where Model.Batch: Batchable {
  /// The model whose players are trained.
  public let model: Model
  /// How many epochs are over.
  public private(set) var epochCount = 0

  private let data: Model.Batch
  private let batchSize: Int
  private let discriminatorSteps: Int
  private let schedule: Schedule
  private let averaging: ExponentialMovingAverage?
  private let seed: UInt64
  private var discriminator: Player
  private var generator: Player
  private var stepCount = 0

  /// Prepares a game; the first step is taken by the first loop.
  ///
  /// - Parameters:
  ///   - model: The two players.
  ///   - data: The real examples, which each epoch sees once, but for those that fill no batch.
  ///   - batchSize: The number of real examples of a step, and of generated ones.
  ///   - discriminatorSteps: The number k of the discriminator's steps before each one of the generator.
  ///   - discriminatorOptimizer: The rule of the discriminator's steps.
  ///   - generatorOptimizer: The rule of the generator's steps.
  ///   - schedule: How both learning rates change from batch to batch.
  ///   - averaging: An average of the generator's weights to keep up with its steps.
  ///   - historicalAveraging: What each player pays for its squared distance from the mean of all its parameters so far.
  ///   - seed: What the order of the examples and all noise follow from.
  /// - Requires: Positive numbers of examples and steps, and data for at least one batch.
  public init(
    _ model: Model, on data: Model.Batch, batchSize: Int, discriminatorSteps: Int = 1,
    discriminatorOptimizer: any Optimizer = Adam(learningRate: 2e-4, betas: (0.5, 0.999)),
    generatorOptimizer: any Optimizer = Adam(learningRate: 2e-4, betas: (0.5, 0.999)),
    schedule: Schedule = .constant, averaging: ExponentialMovingAverage? = nil,
    historicalAveraging: Float = 0, seed: UInt64
  ) {
    if batchSize < 1 || discriminatorSteps < 1 || data.exampleCount < batchSize {
      fail(
        "adversarial training: \(data.exampleCount) examples, batches of \(batchSize), "
          + "\(discriminatorSteps) steps of the discriminator")
    }
    (self.model, self.data, self.batchSize) = (model, data, batchSize)
    (self.discriminatorSteps, self.seed) = (discriminatorSteps, seed)
    (self.schedule, self.averaging) = (schedule, averaging)
    discriminator = Player(
      discriminatorOptimizer, model.discriminatorParameters, historicalAveraging)
    generator = Player(generatorOptimizer, model.generatorParameters, historicalAveraging)
  }

  /// Goes on with the game.
  public func makeIterator() -> Iterator { Iterator(training: self) }

  /// The epochs, each of which is trained when it is asked for.
  public struct Iterator: IteratorProtocol {
    fileprivate let training: AdversarialTraining

    /// Trains for one epoch; none after an interrupt.
    public mutating func next() -> AdversarialEpoch? { training.runEpoch() }
  }

  private func runEpoch() -> AdversarialEpoch? {
    var rng = PCG32(seed: seed, stream: UInt64(epochCount) + 1)
    let order = permutation(data.exampleCount, using: &rng)
    let clock = ContinuousClock()
    let start = clock.now
    var (discriminatorLosses, generatorLosses) = ([Float](), [Float]())
    for step in 0..<data.exampleCount / batchSize {
      if Task.isCancelled { return nil }
      let batch = data.examples(at: Array(order[step * batchSize..<(step + 1) * batchSize]))
      let factor = schedule(stepCount)
      discriminatorLosses.append(
        discriminator.step(factor) { model.discriminatorLoss(on: batch, using: &rng) })
      stepCount += 1
      guard stepCount.isMultiple(of: discriminatorSteps) else { continue }
      generatorLosses.append(
        generator.step(factor) { model.generatorLoss(on: batch, using: &rng) })
      averaging?.update()
    }
    epochCount += 1
    return AdversarialEpoch(
      index: epochCount, discriminatorLoss: Self.mean(discriminatorLosses),
      generatorLoss: Self.mean(generatorLosses), seconds: (clock.now - start) / .seconds(1))
  }

  private static func mean(_ losses: [Float]) -> Float {
    losses.reduce(0, +) / Float(Swift.max(losses.count, 1))
  }
}

/// One side of a game: what it changes, and by which rule.
private struct Player {
  private var optimizer: any Optimizer
  private let parameters: [NamedParameter]
  private let learningRate: Float
  private let history: (average: HistoricalAverage, weight: Float)?

  init(
    _ optimizer: any Optimizer, _ parameters: [NamedParameter], _ historicalAveraging: Float
  ) {
    (self.optimizer, self.parameters) = (optimizer, parameters)
    learningRate = optimizer.learningRate
    history =
      historicalAveraging == 0 ? nil : (HistoricalAverage(of: parameters), historicalAveraging)
  }

  /// Lowers a loss by one step, and returns what it was, without what is paid for the distance from the mean.
  mutating func step(_ factor: Float, of loss: () -> Tensor) -> Float {
    optimizer.learningRate = learningRate * factor
    guard let (average, weight) = history else {
      return optimizer.step(parameters, of: loss).scalar
    }
    var value: Float = 0
    optimizer.step(parameters) {
      let loss = loss()
      value = loss.scalar
      return loss + weight * average.penalty
    }
    average.update()
    return value
  }
}
