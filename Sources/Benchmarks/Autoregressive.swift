// SPDX-License-Identifier: MIT

import Layers
import Learning
import Models
import Tensors

extension Workload {
  /// Models that factor the likelihood into conditionals.
  static let autoregressiveModels: [Workload] = [
    training("nade", batchSize: 100, parameterCount: 785_284, data: .binary([100, 784])) {
      NADE(size: 784, hiddenSize: 500, using: &$0)
    },
    training("made", batchSize: 128, parameterCount: 785_284, data: .binary([128, 784])) {
      MADE(using: &$0)
    },
    training("pixelcnn", batchSize: 32, parameterCount: 47_873, data: .binary([32, 1, 28, 28])) {
      PixelCNN(using: &$0)
    },
    Workload(name: "pixelcnn_sample", batchSize: 16, parameterCount: 47_873) {
      var rng = PCG32(seed: 0)
      let model = PixelCNN(using: &rng)
      return Prepared(parameterCount: model.parameterCount) {
        _ = model.sample(16, using: &rng)
        return nil
      }
    },
  ]
}

/// The masked autoencoder 784-500-784 in natural order.
private struct MADE: Trainable {
  let encoder: MaskedLinear
  let decoder: MaskedLinear

  init(using rng: inout PCG32) {
    let (pixels, hidden) = (Array(0..<784), (0..<500).map { $0 % 783 })
    encoder = MaskedLinear(inputDegrees: pixels, outputDegrees: hidden, using: &rng)
    decoder = MaskedLinear(inputDegrees: hidden, outputDegrees: pixels, isStrict: true, using: &rng)
  }

  func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    Workload.crossEntropy(logits: decoder(relu(encoder(x))), x)
  }
}
