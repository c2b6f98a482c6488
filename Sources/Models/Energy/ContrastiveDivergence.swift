// SPDX-License-Identifier: MIT

import Layers
public import Learning
public import Tensors

/// One pass of contrastive divergence over the examples.
public struct ContrastiveEpoch: Sendable, Equatable {
  /// Which pass it was, counted from 1.
  public let index: Int
  /// The mean squared difference between examples and their reconstructions, summed over the units.
  public let reconstructionError: Float
  /// How long the pass took.
  public let seconds: Double
}

/// The training of a restricted Boltzmann machine by contrastive divergence, as the sequence of its epochs.
///
/// `∂ log p(v) / ∂W = ⟨v hᵀ⟩ given v − ⟨v hᵀ⟩ of the model`; the second mean is estimated by `k` steps of block Gibbs
/// sampling: from the examples themselves (CD-k), or from chains that are never restarted (persistent, PCD-k).
///
/// `for epoch in ContrastiveDivergence(rbm, on: images, batchSize: 100, steps: 1, seed: 7).prefix(15) { … }` trains. A
/// second loop goes on where the first one stopped. The same seed gives the same bits.
///
/// - Paper: Hinton (2002), *Training Products of Experts by Minimizing Contrastive Divergence*; Tieleman (2008),
///   *Training Restricted Boltzmann Machines Using Approximations to the Likelihood Gradient*, ICML.
public final class ContrastiveDivergence: Sequence {
  /// In a persistent training each of so many batches is reconstructed for the error.
  private static let errorInterval = 10

  /// The machine that is trained.
  public let machine: RBM
  /// The steps `k` of block Gibbs sampling for one estimate; they may be changed between epochs.
  public var steps: Int
  /// The chains of a persistent training, once it has begun.
  public private(set) var chains: RBM.Chains?
  /// How many epochs are over.
  public private(set) var epochCount = 0

  private let data: Tensor
  private let batchSize: Int
  private let isPersistent: Bool
  private var optimizer: any Optimizer
  private let learningRate: Float
  private let schedule: Schedule
  private let averaging: ExponentialMovingAverage?
  private let seed: UInt64
  private let parameters: [NamedParameter]
  private var stepCount = 0

  /// Prepares a training; the first step is taken by the first loop.
  ///
  /// - Parameters:
  ///   - machine: The machine to train.
  ///   - data: The examples, which each epoch sees once, but for those that fill no batch.
  ///   - batchSize: The number of examples of a step, and of chains.
  ///   - steps: The steps `k` of block Gibbs sampling for one estimate of the model's mean.
  ///   - isPersistent: Whether the chains go on from batch to batch, instead of beginning at the examples.
  ///   - optimizer: The rule of the steps.
  ///   - schedule: How the learning rate changes from batch to batch.
  ///   - averaging: An average of the weights to keep up with the steps.
  ///   - seed: What the order of the examples and all noise follow from.
  /// - Requires: Positive numbers of examples and steps, and data for at least one batch.
  public init(
    _ machine: RBM, on data: Tensor, batchSize: Int = 100, steps: Int = 1,
    isPersistent: Bool = false, optimizer: any Optimizer = SGD(learningRate: 0.05),
    schedule: Schedule = .constant, averaging: ExponentialMovingAverage? = nil, seed: UInt64
  ) {
    if batchSize < 1 || data.exampleCount < batchSize {
      fail("contrastive divergence: \(data.exampleCount) examples, batches of \(batchSize)")
    }
    if data.rank != 2 || data.shape[1] != machine.visibleSize {
      fail(
        "contrastive divergence: examples of shape \(data.shape) for \(machine.visibleSize) visible "
          + "units; reshape them to [count, \(machine.visibleSize)]")
    }
    (self.machine, self.data, self.batchSize) = (machine, data, batchSize)
    (self.steps, self.isPersistent, self.seed) = (steps, isPersistent, seed)
    (self.optimizer, self.schedule, self.averaging) = (optimizer, schedule, averaging)
    learningRate = optimizer.learningRate
    parameters = machine.parameters
  }

  /// The number of steps of an epoch.
  public var stepsPerEpoch: Int { data.exampleCount / batchSize }

  /// Goes on with the training.
  public func makeIterator() -> Iterator { Iterator(training: self) }

  /// The epochs, each of which is trained when it is asked for.
  public struct Iterator: IteratorProtocol {
    fileprivate let training: ContrastiveDivergence

    /// Trains for one epoch; none after an interrupt.
    public mutating func next() -> ContrastiveEpoch? { training.runEpoch() }
  }

  private func runEpoch() -> ContrastiveEpoch? {
    var rng = PCG32(seed: seed, stream: UInt64(epochCount) + 1)
    let order = permutation(data.exampleCount, using: &rng)
    let clock = ContinuousClock()
    let start = clock.now
    var errors: [Float] = []
    for batch in 0..<stepsPerEpoch {
      if Task.isCancelled { return nil }
      let v = data[at: Array(order[batch * batchSize..<(batch + 1) * batchSize])]
      if isPersistent && batch.isMultiple(of: Self.errorInterval) {
        errors.append(machine.reconstructionError(of: v, using: &rng))
      }
      let error = step(on: v, using: &rng)
      if !isPersistent { errors.append(error) }
    }
    epochCount += 1
    return ContrastiveEpoch(
      index: epochCount,
      reconstructionError: errors.reduce(0, +) / Float(Swift.max(errors.count, 1)),
      seconds: (clock.now - start) / .seconds(1))
  }

  /// Learns from a batch, and returns how far the chains are from it after their first step.
  @discardableResult
  package func step(on v: Tensor, using rng: inout some RandomNumberGenerator) -> Float {
    if steps < 1 { fail("contrastive divergence: \(steps) steps; take 1 or more") }
    return withoutGradient {
      let data = RBM.Chains(from: v, in: machine)
      // Persistent chains begin at the first batch.
      var model = chains ?? data
      model.advance(machine, steps: 1, using: &rng)
      let error = isPersistent ? 0 : model.distance(to: v)
      model.advance(machine, steps: steps - 1, using: &rng)
      if isPersistent { chains = model }
      optimizer.learningRate = learningRate * schedule(stepCount)
      optimizer.update(parameters, with: Self.gradients(data: data, model: model))
      stepCount += 1
      averaging?.update()
      return error
    }
  }

  /// The estimated gradients of `−log p(v)`: what holds in the chains less what holds given the data.
  private static func gradients(data: RBM.Chains, model: RBM.Chains) -> [Tensor] {
    // One product of twice the length forms both phases.
    let visible = [model.visible, data.visible].concatenated()
    let hidden = [
      model.hiddenProbabilities / Float(model.count),
      data.hiddenProbabilities / -Float(data.count),
    ].concatenated()
    return [
      product(visible, isTransposed: true, hidden),
      model.visible.mean(alongAxis: 0) - data.visible.mean(alongAxis: 0),
      hidden.sum(alongAxis: 0),
    ]
  }
}
