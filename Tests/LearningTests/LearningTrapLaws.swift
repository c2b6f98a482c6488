// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Mistakes in training are named") struct LearningTrapLaws {
  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("A gradient of another shape than its parameter") func shapes() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var optimizer = Adam()
      optimizer.update(Point([1, 2]).parameters, with: [Tensor([1, 2, 3])])
    }
    #expect(message(result).contains("optimizer: place: a gradient of [3] for a value of [2]"))
  }

  @Test("More parameters than gradients") func counts() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var optimizer = Adam()
      optimizer.update(Point([1, 2]).parameters, with: [])
    }
    #expect(message(result).contains("optimizer: 0 gradients for 1 parameters"))
  }

  @Test("A step whose gradient is not finite") func notFinite() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let point = Point([0])
      var optimizer = RMSprop()
      optimizer.step(point.parameters) { sqrt(point.place).sum() }
    }
    #expect(message(result).contains("RMSprop: the gradient at place is not finite in step 1;"))
  }

  @Test("A learning rate that is not positive") func rate() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Adam(learningRate: -1) }
    #expect(message(result).contains("Adam: a learning rate of -1.0 is not positive"))
  }

  @Test("A momentum of 1") func momentum() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = SGD(learningRate: 1, momentum: 1) }
    #expect(message(result).contains("SGD: a momentum of 1.0 is not in 0..<1"))
  }

  @Test("Batches larger than all examples, where the last is dropped") func batches() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Training(
        Regression.fresh(), on: Regression.examples(3), batchSize: 4, optimizer: Adam(), seed: 1,
        dropsLast: true)
    }
    #expect(message(result).contains("training: 3 examples for batches of 4"))
  }

  @Test("Early stopping without examples to validate with") func validation() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let training = Training(
        Regression.fresh(), on: Regression.examples(3), batchSize: 4, optimizer: Adam(), seed: 1)
      _ = training.stoppingEarly(patience: 1)
    }
    #expect(message(result).contains("the training has no validation examples"))
  }

  @Test("A warm-up that leaves no steps") func warmUp() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Schedule.cosine(steps: 5, warmUp: 5) }
    #expect(message(result).contains("a warm-up of 5 of 5 steps leaves none for the cosine"))
  }
}
