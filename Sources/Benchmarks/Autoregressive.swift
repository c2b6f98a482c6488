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

  /// The ordinary loop: the next batch, its loss, the gradients, a step of Adam.
  static func training<Model: Trainable & SendableMetatype>(
    _ name: String, batchSize: Int, parameterCount: Int, learningRate: Float = 1e-3,
    data: @autoclosure @escaping @Sendable () -> Batches,
    _ make: @escaping @Sendable (inout PCG32) -> Model
  ) -> Workload where Model.Batch == Tensor {
    Workload(name: name, batchSize: batchSize, parameterCount: parameterCount) {
      var rng = PCG32(seed: 0)
      let model = make(&rng)
      var batches = data()
      let optimizer = AdamSteps(model, learningRate: learningRate)
      return Prepared(parameterCount: model.parameterCount) {
        let batch = batches.take()
        return optimizer.step { model.loss(on: batch, using: &rng) }
      }
    }
  }
}
