// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Averaged weights") struct AverageLaws {
  private struct Wrong: Error {}

  @Test("The average is the weighted sum of all weights, the first ones included")
  func law() {
    let point = Point([1, 0])
    let average = ExponentialMovingAverage(of: point.parameters, decay: 0.5)
    for place in [[3, 8], [5, 4]] as [[Float]] {
      point.place = Tensor(place)
      average.update()
    }
    // ¼·1 + ¼·3 + ½·5 and ¼·0 + ¼·8 + ½·4
    #expect(average.withAveragedWeights { point.place } == Tensor([3.5, 4]))
  }

  @Test("A model has its own weights again after the body, and the average is kept")
  func restores() {
    let point = Point([1])
    let average = ExponentialMovingAverage(of: point.parameters, decay: 0.75)
    point.place = Tensor([5])
    average.update()
    #expect(average.withAveragedWeights { point.place.scalar } == 2)
    #expect(point.place.scalar == 5)
    #expect(average.withAveragedWeights { point.place.scalar } == 2)
  }

  @Test("A model has its own weights again after a body that throws")
  func restoresAfterError() {
    let point = Point([1])
    let average = ExponentialMovingAverage(of: point.parameters)
    point.place = Tensor([5])
    #expect(throws: Wrong.self) { try average.withAveragedWeights { throw Wrong() } }
    #expect(point.place.scalar == 5)
  }

  @Test("A training keeps the average up with its steps")
  func training() {
    let model = Regression.fresh()
    let average = ExponentialMovingAverage(of: model.parameters, decay: 0)
    let training = Training(
      model, on: Regression.examples(8), batchSize: 4, optimizer: SGD(learningRate: 0.1),
      averaging: average, seed: 1)
    _ = Array(training.prefix(2))
    let bits = model.bits
    #expect(average.withAveragedWeights { model.bits } == bits)
  }
}
