// SPDX-License-Identifier: MIT

import Datasets
import Generative
import Tensors
import Testing

@Suite("Batches of labeled images") struct LabeledImagesLaws {
  private let images = LabeledImages(
    images: Tensor([[[1]], [[2]], [[3]]]), labels: [7, 8, 9])

  @Test("As vectors, images keep their order and labels") func vectors() {
    #expect(images.vectors.inputs == Tensor([[1], [2], [3]]))
    #expect(images.vectors.labels == [7, 8, 9])
    var rng = PCG32(seed: 1)
    let points = TwoMoons().sample(5, using: &rng)
    #expect(points.vectors.inputs == points.points && points.vectors.labels == points.labels)
  }

  @Test("Images come with their labels, by range and by index")
  func batches() {
    #expect(images.exampleCount == 3)
    let wanted = LabeledImages(images: Tensor([[[2]], [[3]]]), labels: [8, 9])
    #expect(images.examples(in: 1..<3) == wanted)
    #expect(images.examples(at: [1, 2]) == wanted)
  }
}
