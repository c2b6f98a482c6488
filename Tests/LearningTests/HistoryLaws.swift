// SPDX-License-Identifier: MIT

import Display
import Learning
import Tensors
import Testing

@Suite("Histories") struct HistoryLaws {
  private func training(validates: Bool) -> Training<Regression> {
    Training(
      .fresh(), on: Regression.examples(8), batchSize: 4, optimizer: SGD(learningRate: 0.1),
      seed: 1, validation: validates ? Regression.examples(4, seed: 2) : nil)
  }

  @Test("A history keeps the epochs of the training that it runs")
  func keeps() {
    let history = History(training(validates: true).prefix(3))
    #expect(history.epochs.map(\.index) == [1, 2, 3])
    #expect(history.stepLosses.count == 6)
    #expect(history.validationLosses.count == 3)
    #expect(history.losses == history.epochs.map(\.loss))
  }

  @Test("Epoch by epoch it comes to the same")
  func appends() {
    var history = History()
    for epoch in training(validates: false).prefix(3) { history.append(epoch) }
    #expect(history.losses == History(training(validates: false).prefix(3)).losses)
    #expect(history.validationLosses.isEmpty)
  }

  @Test("The best epoch is that with the smallest loss")
  func best() {
    let history = History(training(validates: true).prefix(4))
    #expect(history.best?.validationLoss == history.validationLosses.min())
    #expect(History().best == nil)
  }

  @Test("It shows itself as a table with a row for each epoch", arguments: [true, false])
  func table(validates: Bool) {
    let bundle = History(training(validates: validates).prefix(2)).mimeBundle
    guard case .text(let text)? = bundle.contents["text/plain"] else {
      Issue.record("no text")
      return
    }
    #expect(text.contains("examples/s"))
    #expect(text.contains("validation loss") == validates)
  }
}
