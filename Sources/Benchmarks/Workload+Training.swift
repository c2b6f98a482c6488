// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors

extension Workload {
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
      let parameters = model.parameters
      var adam = Adam(learningRate: learningRate)
      return Prepared(parameterCount: model.parameterCount) {
        let batch = batches.take()
        return adam.step(parameters) { model.loss(on: batch, using: &rng) }.scalar
      }
    }
  }

  /// The negative log-likelihood of zeros and ones, summed over an example's pixels and averaged over the batch.
  static func crossEntropy(logits: Tensor, _ x: Tensor) -> Tensor {
    sigmoidCrossEntropy(logits: logits, targets: x).sum() / Float(x.shape[0])
  }
}
