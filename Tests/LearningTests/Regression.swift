// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors

/// Least squares: the smallest model that can be trained.
struct Regression: Trainable {
  let map: Linear

  init(_ inputSize: Int = 3, using rng: inout some RandomNumberGenerator) {
    map = Linear(inputSize, 1, using: &rng)
  }

  func loss(
    on batch: Labeled<Tensor, Tensor>, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let error = map(batch.inputs) - batch.labels
    return (error * error).mean()
  }

  /// Inputs and the outputs of `y = x₁ − 2x₂ + ½x₃ + ¼`.
  static func examples(_ count: Int, seed: UInt64 = 1) -> Labeled<Tensor, Tensor> {
    var rng = PCG32(seed: seed)
    let x = Tensor.normal([count, 3], using: &rng)
    return Labeled(x, matmul(x, Tensor([[1], [-2], [0.5]])) + 0.25)
  }

  /// A model with the same first weights every time.
  static func fresh(seed: UInt64 = 5) -> Regression {
    var rng = PCG32(seed: seed)
    return Regression(using: &rng)
  }

  /// All weights, to be compared bit for bit.
  var bits: [UInt32] { parameters.flatMap { $0.parameter.wrappedValue.scalars.map(\.bitPattern) } }
}

/// A model that is only a vector, with a loss that the test chooses.
struct Point: Module {
  @Parameter var place: Tensor

  init(_ place: [Float]) { self.place = Tensor(place) }

  /// Steps along given gradients, and the places after each.
  func path(_ gradients: [[Float]], by optimizer: some Optimizer) -> [[Float]] {
    var optimizer = optimizer
    return gradients.map { gradient in
      optimizer.update(parameters, with: [Tensor(gradient)])
      return place.scalars
    }
  }
}
