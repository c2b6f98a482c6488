// SPDX-License-Identifier: MIT

import Display
import Layers
import Learning
import Synchronization
import Tensors
import Testing

@Suite("The line of a training") struct TrainingLineLaws {
  /// A front end that remembers the texts it was asked to show.
  private final class Recording: FrontEnd {
    let isLive: Bool
    private let texts = Mutex<[(id: String?, text: String)]>([])

    init(isLive: Bool) { self.isLive = isLive }

    var shown: [(id: String?, text: String)] { texts.withLock { $0 } }

    private func record(_ bundle: MIMEBundle, _ id: String?) {
      guard case .text(let text)? = bundle.contents["text/plain"] else { return }
      texts.withLock { $0.append((id, text)) }
    }

    func display(_ bundle: MIMEBundle, id: String?) { record(bundle, id) }
    func update(_ bundle: MIMEBundle, id: String) { record(bundle, id) }
    func result(_ bundle: MIMEBundle) {}
    func page(_ bundle: MIMEBundle) {}
    func clear(wait: Bool) {}
    func comm(_ message: CommMessage) {}
    func input(prompt: String, isPassword: Bool) -> InputReply { .unavailable }
  }

  /// What is shown while two epochs are trained.
  private func shown(
    isLive: Bool, isShown: Bool = true, data: Labeled<Tensor, Tensor> = Regression.examples(8)
  ) -> [(id: String?, text: String)] {
    let frontEnd = Recording(isLive: isLive)
    CurrentFrontEnd.$ofTask.withValue(frontEnd) {
      let training = Training(
        Regression.fresh(), on: data, batchSize: 4, optimizer: SGD(learningRate: 0.1), seed: 1,
        validation: Regression.examples(4), isShown: isShown)
      _ = Array(training.prefix(2))
    }
    return frontEnd.shown
  }

  @Test("It tells loss and speed of each epoch, in one place")
  func live() {
    let lines = shown(isLive: true)
    #expect(Set(lines.map(\.id)).count == 1)
    #expect(lines.first?.text == "epoch 1 · step 0/2")
    let last = lines.last?.text ?? ""
    #expect(last.hasPrefix("epoch 2 · loss "))
    #expect(last.contains(" · validation ") && last.hasSuffix(" examples/s"))
  }

  @Test("It is silent where nobody watches, and where not wanted")
  func silent() {
    #expect(shown(isLive: false).isEmpty)
    #expect(shown(isLive: true, isShown: false).isEmpty)
  }

  @Test("That a training could not go on is said to everybody", arguments: [true, false])
  func divergence(isLive: Bool) {
    let examples = Labeled(Tensor.ones([4, 3]), Tensor([[1], [1], [1], [.infinity]]))
    let last = shown(isLive: isLive, data: examples).last?.text ?? ""
    #expect(last.contains("stopped: the loss is not finite in step 1;"))
  }
}
