// SPDX-License-Identifier: MIT

import Layers
import Learning
import Models
import Tensors

extension Workload {
  /// A Boltzmann machine, learning by contrastive divergence.
  static let energyModels: [Workload] = [
    Workload(name: "rbm_cd1", batchSize: 100, parameterCount: 393_284) {
      var rng = PCG32(seed: 0)
      let machine = RBM(visibleSize: 784, hiddenSize: 500, using: &rng)
      var batches = Batches.binary([100, 784])
      let training = ContrastiveDivergence(
        machine, on: batches.take(), optimizer: SGD(learningRate: 0.05), seed: 0)
      return Prepared(parameterCount: machine.parameterCount) {
        training.step(on: batches.take(), using: &rng)
      }
    }
  ]
}
