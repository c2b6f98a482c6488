// SPDX-License-Identifier: MIT

import Layers
import Learning
import Synchronization
import Tensors
import Testing

@Suite("Training") struct TrainingLaws {
  private func training(
    _ model: Regression, count: Int = 32, batchSize: Int = 8, seed: UInt64 = 3,
    validation: Labeled<Tensor, Tensor>? = nil
  ) -> Training<Regression> {
    Training(
      model, on: Regression.examples(count), batchSize: batchSize,
      optimizer: Adam(learningRate: 0.05), seed: seed, validation: validation)
  }

  @Test("The loss of a regression falls to nothing")
  func falls() {
    let epochs = Array(training(.fresh()).prefix(60))
    #expect(epochs.count == 60)
    #expect(epochs[0].loss > 0.5)
    #expect(epochs[59].loss < 1e-3)
  }

  @Test("The same seed gives the same bits")
  func sameSeed() {
    let (one, two) = (Regression.fresh(), Regression.fresh())
    let first = training(one).prefix(3).map(\.stepLosses)
    let second = training(two).prefix(3).map(\.stepLosses)
    #expect(first == second)
    #expect(one.bits == two.bits)
  }

  @Test("Another seed gives another order")
  func otherSeed() {
    let first = training(.fresh(), seed: 3).prefix(1).map(\.stepLosses)
    #expect(first != training(.fresh(), seed: 4).prefix(1).map(\.stepLosses))
  }

  @Test("A training in two loops ends with the bits of one loop")
  func twoLoops() {
    let (one, two) = (Regression.fresh(), Regression.fresh())
    _ = Array(training(one).prefix(5))
    let other = training(two)
    for epoch in other where epoch.index == 2 { break }
    #expect(other.prefix(3).map(\.index) == [3, 4, 5])
    #expect(one.bits == two.bits)
  }

  @Test("Epochs are counted from 1 and tell losses, examples and time")
  func epochs() {
    let epochs = Array(training(.fresh(), count: 30, batchSize: 8).prefix(2))
    #expect(epochs.map(\.index) == [1, 2])
    #expect(epochs[0].stepLosses.count == 4)
    #expect(epochs[0].exampleCount == 30)
    #expect(epochs[0].seconds > 0)
    #expect(epochs[0].examplesPerSecond > 0)
    #expect(epochs[0].validationLoss == nil)
  }

  @Test("The loss of an epoch weighs each example the same")
  func meanLoss() {
    let epoch = training(.fresh(), count: 10, batchSize: 8).prefix(1).map { $0 }[0]
    let wanted = (epoch.stepLosses[0] * 8 + epoch.stepLosses[1] * 2) / 10
    #expect(abs(epoch.loss - wanted) < 1e-6)
  }

  @Test("The validation loss is that of the model after the epoch, over all examples")
  func validation() {
    let (model, held) = (Regression.fresh(), Regression.examples(11, seed: 9))
    let epoch = training(model, validation: held).prefix(1).map { $0 }[0]
    var rng = PCG32(seed: 0)
    let wanted = model.loss(on: held, using: &rng).scalar
    #expect(abs((epoch.validationLoss ?? 0) - wanted) < 1e-5 * wanted)
  }

  @Test("A model has its buffers after a validation as before")
  func validationKeepsBuffers() {
    let model = Recorder()
    let training = Training(
      model, on: Tensor([1, 2, 3, 4]), batchSize: 2, optimizer: SGD(learningRate: 0.1), seed: 1,
      validation: Tensor([70, 80]), shuffles: false)
    _ = Array(training.prefix(1))
    #expect(model.last == Tensor(4))
  }

  @Test("Each epoch sees each example once, in an order of its own")
  func eachOnce() {
    let model = Recorder()
    let training = Training(
      model, on: Tensor((0..<20).map(Float.init)), batchSize: 6, optimizer: SGD(learningRate: 0.1),
      seed: 2)
    _ = Array(training.prefix(2))
    let (first, second) = (model.seen.numbers[..<20], model.seen.numbers[20...])
    #expect(first.sorted() == (0..<20).map(Float.init))
    #expect(second.sorted() == first.sorted())
    #expect(Array(first) != Array(second))
  }

  @Test("Without shuffling the examples come in their order")
  func inOrder() {
    let model = Recorder()
    let training = Training(
      model, on: Tensor((0..<10).map(Float.init)), batchSize: 4, optimizer: SGD(learningRate: 0.1),
      seed: 2, shuffles: false)
    _ = Array(training.prefix(1))
    #expect(model.seen.numbers == (0..<10).map(Float.init))
  }

  @Test("Examples that do not fill a batch are left out where asked for")
  func dropsLast() {
    let model = Recorder()
    let training = Training(
      model, on: Tensor((0..<10).map(Float.init)), batchSize: 4, optimizer: SGD(learningRate: 0.1),
      seed: 2, dropsLast: true)
    let epoch = training.prefix(1).map { $0 }[0]
    #expect(model.seen.numbers.count == 8)
    #expect(epoch.stepLosses.count == 2)
  }

  @Test("The learning rate of each step is the optimizer's, times the schedule's factor")
  func schedule() {
    let training = Training(
      Recorder(), on: Tensor([1, 2, 3]), batchSize: 1, optimizer: SGD(learningRate: 0.5),
      schedule: .exponential(factor: 0.5), seed: 1)
    _ = Array(training.prefix(2))
    #expect(training.optimizer.learningRate == 0.5 / 32)
    #expect(training.stepCount == 6)
  }

  @Test("A cancelled task ends the sequence and keeps the model's steps")
  func cancellation() async {
    let steps = await Task {
      let model = Recorder(cancelsAt: 5)
      let training = Training(
        model, on: Tensor((0..<9).map(Float.init)), batchSize: 1,
        optimizer: SGD(learningRate: 0.1), seed: 2)
      let epochs = Array(training)
      return (epochs.count, training.stepCount, model.place.scalar.isFinite)
    }.value
    #expect(steps == (0, 5, true))
  }

  @Test("A loss that is not finite ends the sequence, and says where")
  func divergence() {
    let model = Recorder()
    let training = Training(
      model, on: Tensor([1, 2, .nan, 4]), batchSize: 1, optimizer: SGD(learningRate: 0.1),
      seed: 2, shuffles: false)
    let epochs = Array(training.prefix(7))
    #expect(epochs.count == 1)
    #expect(epochs[0].stepLosses.count == 2)
    #expect(epochs[0].divergence == Divergence(place: .loss, step: 3))
    #expect(model.place.scalar.isFinite)
    // The statistics of the batch that spoilt the loss are not kept either.
    #expect(model.last == Tensor(2))
  }

  @Test("A gradient that is not finite ends the sequence and names the parameter")
  func gradientDivergence() {
    let model = Root()
    let training = Training(
      model, on: Tensor([1, 1]), batchSize: 1, optimizer: SGD(learningRate: 1), seed: 2)
    let epochs = Array(training)
    #expect(epochs.count == 1)
    #expect(epochs[0].divergence == Divergence(place: .parameter("inner.place"), step: 1))
    #expect(model.inner.place.scalar == 0)
  }

  @Test("A divergence says in words what to do")
  func divergenceText() {
    let text = Divergence(place: .parameter("encoder.weight"), step: 12).description
    #expect(text.hasPrefix("the gradient at encoder.weight is not finite in step 12;"))
    #expect(text.contains("Lower the learning rate"))
  }
}

/// A model that remembers what it was trained on.
private struct Recorder: Trainable {
  final class Seen {
    var numbers: [Float] = []
  }

  @Parameter var place = Tensor(0)
  @Buffer var last = Tensor(0)
  let seen = Seen()
  var cancelsAt: Int?

  func loss(on batch: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    seen.numbers += batch.scalars
    last = Tensor(batch.scalars.last ?? 0)
    if seen.numbers.count == cancelsAt { withUnsafeCurrentTask { $0?.cancel() } }
    return (batch * 0.01 - place).mean()
  }
}

/// A model whose gradient is infinite though its loss is not.
private struct Root: Trainable {
  let inner = Point([0])

  func loss(on batch: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    sqrt(inner.place).sum() + 0 * batch.sum()
  }
}
