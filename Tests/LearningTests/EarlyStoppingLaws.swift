// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Early stopping") struct EarlyStoppingLaws {
  /// A weight that grows by 1 in each epoch, and a validation loss that a list gives.
  private struct Scripted: Trainable {
    @Parameter var place = Tensor(0)
    @Buffer var statistic = Tensor(0)
    let losses: [Float]

    func loss(on batch: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
      statistic = statistic + 10
      return -place.sum()
    }

    func validationLoss(
      on batch: Tensor, using rng: inout some RandomNumberGenerator
    ) -> Tensor {
      Tensor(losses[Int(place.scalar) - 1])
    }

    var training: Training<Scripted> {
      Training(
        self, on: Tensor([0]), batchSize: 1, optimizer: SGD(learningRate: 1), seed: 1,
        validation: Tensor([0]))
    }
  }

  @Test("It stops when the loss has not improved for as many epochs as its patience")
  func stops() {
    let model = Scripted(losses: [5, 4, 6, 3, 7, 8, 1])
    let losses = model.training.stoppingEarly(patience: 2).map(\.validationLoss)
    #expect(losses == [5, 4, 6, 3, 7, 8])
  }

  @Test("Then the model has the parameters and buffers of its best epoch")
  func restores() {
    let model = Scripted(losses: [5, 4, 6, 3, 7, 8, 1])
    _ = Array(model.training.stoppingEarly(patience: 2))
    #expect(model.place.scalar == 4)
    #expect(model.statistic.scalar == 40)
  }

  @Test("A loop that ends sooner leaves the best weights too")
  func endsSooner() {
    let model = Scripted(losses: [5, 4, 6, 3])
    _ = Array(model.training.stoppingEarly(patience: 9).prefix(3))
    #expect(model.place.scalar == 2)
    let other = Scripted(losses: [5, 4, 6, 3])
    for epoch in other.training.stoppingEarly(patience: 9) where epoch.index == 3 { break }
    #expect(other.place.scalar == 2)
  }

  @Test("An improvement smaller than the least one does not count")
  func leastImprovement() {
    let model = Scripted(losses: [5, 4.9, 4.8, 1])
    let epochs = Array(model.training.stoppingEarly(patience: 2, minimumImprovement: 0.5))
    #expect(epochs.count == 3)
    #expect(model.place.scalar == 1)
  }

  @Test("A validation loss that is no number is no improvement")
  func notANumber() {
    let model = Scripted(losses: [.nan, 4, .nan, .nan, 1])
    #expect(Array(model.training.stoppingEarly(patience: 2)).count == 4)
    #expect(model.place.scalar == 2)
  }
}
