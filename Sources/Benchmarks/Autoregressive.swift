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
