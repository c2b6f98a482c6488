// SPDX-License-Identifier: MIT

import Learning
import Tensors
import Testing

@Suite("Batches") struct BatchableLaws {
  @Test("A range of a tensor's rows lies in the memory of the whole")
  func views() {
    let whole = Tensor([[1, 2], [3, 4], [5, 6]])
    let part = whole.examples(in: 1..<3)
    #expect(part == Tensor([[3, 4], [5, 6]]))
    let distance = whole.withScalars { a in
      part.withScalars { b in b.baseAddress.map { $0 - (a.baseAddress ?? $0) } }
    }
    #expect(distance == 2)
  }

  @Test("Rows come in the order of their indices, labels with them")
  func gathers() {
    let examples = Labeled(Tensor([[1, 2], [3, 4], [5, 6]]), ["a", "b", "c"])
    let batch = examples.examples(at: [2, 0])
    #expect(batch.inputs == Tensor([[5, 6], [1, 2]]))
    #expect(batch.labels == ["c", "a"])
    #expect(batch.exampleCount == 2)
  }

  @Test("A range of labeled examples holds both parts")
  func ranges() {
    let part = Labeled([1, 2, 3], Tensor([4, 5, 6])).examples(in: 0..<2)
    #expect(part.inputs == [1, 2])
    #expect(part.labels == Tensor([4, 5]))
  }

  @Test("More labels than inputs trap") func counts() async {
    await #expect(processExitsWith: .failure) { _ = Labeled([1, 2], [1, 2, 3]) }
  }

  @Test("A number alone is no examples") func scalar() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(1).exampleCount }
  }
}
