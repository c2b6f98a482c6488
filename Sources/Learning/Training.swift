// SPDX-License-Identifier: MIT

import Layers
public import Tensors

/// The training of a model, as the sequence of its epochs.
///
/// `for epoch in Training(vae, on: images, batchSize: 128, optimizer: Adam(), seed: 7).prefix(20) { … }` trains; `break`
/// stops. The sequence has no end of its own but an interrupt or a loss that is not finite. A second loop over the same
/// training goes on where the first one stopped.
///
/// The same seed gives the same bits: the order and the noise of each epoch follow from the seed and its index.
public final class Training<Model: Trainable>: Sequence where Model.Batch: Batchable {
  /// The model that is trained.
  public let model: Model
  /// The optimizer with what it remembers; its learning rate is that of the last step.
  public internal(set) var optimizer: any Optimizer
  /// How many epochs are over.
  public internal(set) var epochCount = 0
  /// How many steps are over, those of an interrupted epoch included.
  public internal(set) var stepCount = 0

  let data: Model.Batch
  let validation: Model.Batch?
  let batchSize: Int
  let learningRate: Float
  let schedule: Schedule
  let clipping: GradientClipping?
  let averaging: ExponentialMovingAverage?
  let seed: UInt64
  let shuffles: Bool
  let dropsLast: Bool
  let line: TrainingLine
  // The model is walked through once: its parameters stay the same objects.
  let parameters: [NamedParameter]
  let buffers: [NamedBuffer]

  /// Prepares a training; the first step is taken by the first loop.
  ///
  /// - Parameters:
  ///   - model: The model to train.
  ///   - data: The examples, all of which each epoch sees once.
  ///   - batchSize: The number of examples of a step.
  ///   - optimizer: The rule of the steps.
  ///   - schedule: How the learning rate changes from step to step.
  ///   - clipping: A bound on the gradients.
  ///   - averaging: An average of the weights to keep up with the steps.
  ///   - seed: What the order of the examples and the noise of the loss follow from.
  ///   - validation: Examples whose loss is measured after each epoch.
  ///   - shuffles: Whether each epoch has an order of its own.
  ///   - dropsLast: Whether an epoch leaves out the examples that do not fill a batch.
  ///   - isShown: Whether a line tells how far the training is, where somebody watches.
  /// - Requires: A batch of one example or more, examples for one batch, and a model with parameters.
  public init(
    _ model: Model, on data: Model.Batch, batchSize: Int, optimizer: any Optimizer,
    schedule: Schedule = .constant, clipping: GradientClipping? = nil,
    averaging: ExponentialMovingAverage? = nil, seed: UInt64, validation: Model.Batch? = nil,
    shuffles: Bool = true, dropsLast: Bool = false, isShown: Bool = true
  ) {
    let count = data.exampleCount
    if batchSize < 1 { fail("training: a batch of \(batchSize) examples") }
    if count < (dropsLast ? batchSize : 1) {
      fail("training: \(count) examples for batches of \(batchSize)")
    }
    (self.model, self.data, self.validation) = (model, data, validation)
    (self.optimizer, self.schedule, self.clipping) = (optimizer, schedule, clipping)
    (self.averaging, self.seed, self.batchSize) = (averaging, seed, batchSize)
    (self.shuffles, self.dropsLast) = (shuffles, dropsLast)
    (parameters, buffers) = (model.parameters, model.buffers)
    if parameters.isEmpty { fail("training: \(Model.self) has no parameters") }
    learningRate = optimizer.learningRate
    line = TrainingLine(isShown: isShown)
  }

  /// The number of steps of an epoch.
  public var stepsPerEpoch: Int {
    (data.exampleCount + (dropsLast ? 0 : batchSize - 1)) / batchSize
  }

  /// Goes on with the training.
  public func makeIterator() -> Iterator { Iterator(training: self) }

  /// The epochs, each of which is trained when it is asked for.
  public struct Iterator: IteratorProtocol {
    let training: Training
    private var isOver = false

    init(training: Training) { self.training = training }

    /// Trains for one epoch; none after an interrupt or once a loss was not finite.
    public mutating func next() -> Epoch? {
      if isOver { return nil }
      let epoch = training.runEpoch()
      isOver = epoch?.divergence != nil
      return epoch
    }
  }
}
