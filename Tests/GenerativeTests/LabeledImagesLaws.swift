// SPDX-License-Identifier: MIT

import Datasets
import Generative
import Tensors
import Testing

@Suite("Batches of labeled images") struct LabeledImagesLaws {
  private let images = LabeledImages(
    images: Tensor([[[1]], [[2]], [[3]]]), labels: [7, 8, 9])

  @Test("Images come with their labels, by range and by index")
  func batches() {
    #expect(images.exampleCount == 3)
    let wanted = LabeledImages(images: Tensor([[[2]], [[3]]]), labels: [8, 9])
    #expect(images.examples(in: 1..<3) == wanted)
    #expect(images.examples(at: [1, 2]) == wanted)
  }
}
