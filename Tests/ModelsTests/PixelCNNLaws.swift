// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Models
import Tensors
import Testing

@Suite("PixelCNN") struct PixelCNNLaws {
  private func model(_ size: (Int, Int) = (5, 4), channels: Int = 3, blocks: Int = 2) -> PixelCNN {
    var rng = PCG32(seed: 1)
    let model = PixelCNN(
      imageSize: size, channelCount: channels, blockCount: blocks, using: &rng)
    // Larger weights than a new model's, so that pixels depend on each other.
    for named in model.parameters {
      let value = named.parameter.wrappedValue
      named.parameter.wrappedValue = value + Tensor.normal(value.shape, using: &rng) * 0.5
    }
    return model
  }

  /// A pass through the whole image for each pixel.
  private func naiveSample(_ model: PixelCNN, _ numbers: Tensor) -> Tensor {
    let (height, width) = model.imageSize
    let count = numbers.shape[1]
    var images = [Float](repeating: 0, count: count * height * width)
    for place in 0..<height * width {
      let x = Tensor(images, shape: [count, height, width])
      let probabilities = sigmoid(model.logits(given: x)).reshaped(count, height * width)
      for image in 0..<count {
        let isOne = numbers[place, image].scalar < probabilities[image, place].scalar
        images[image * height * width + place] = isOne ? 1 : 0
      }
    }
    return Tensor(images, shape: [count, height, width])
  }

  @Test("Drawing pixel by pixel gives the images of full passes with the same numbers")
  func sampler() {
    let model = model()
    var rng = PCG32(seed: 2)
    let numbers = Tensor.uniform([20, 6], using: &rng)
    let drawn = model.sample(deciding: numbers)
    #expect(drawn == naiveSample(model, numbers))
    #expect(drawn.shape == [6, 5, 4])
    #expect(drawn.mean().scalar > 0 && drawn.mean().scalar < 1)
  }

  @Test("A logit does not depend on its own pixel or on later ones") func order() {
    let model = model((4, 3))
    let jacobian = jacobian(at: Tensor.full([1, 4, 3], 0.5)) { model.logits(given: $0) }
    let matrix = jacobian.reshaped(12, 12)
    for i in 0..<12 {
      for j in i..<12 { #expect(matrix[i, j].scalar == 0, "pixel \(i) of \(j)") }
    }
    #expect(matrix[11, 0].scalar != 0 || matrix[11, 7].scalar != 0)
  }

  @Test("The probabilities of all images add up to one") func normalization() {
    let model = model((2, 4))
    let images = allBinaryVectors(8).reshaped(256, 2, 4)
    let sum = model.logProb(images).scalars.reduce(0) { $0 + Foundation.exp(Double($1)) }
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test("Images with and without an axis of channels have the same probability") func shapes() {
    let (model, x) = (model(), randomBits([2, 5, 4], seed: 3))
    #expect(model.logProb(x) == model.logProb(x.expanded(atAxis: 1)))
  }

  @Test("The digits' model has the parameters of its seven layers") func parameterCount() {
    var rng = PCG32(seed: 0)
    let expected = (49 * 32 + 32) + 5 * (9 * 32 * 32 + 32) + (32 + 1)
    #expect(PixelCNN(using: &rng).parameterCount == expected)
  }
}
