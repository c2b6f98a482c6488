// SPDX-License-Identifier: MIT

import Layers
import Tensors

/// Adam with its moments, for the parameters of one model.
final class AdamSteps {
  private let parameters: [NamedParameter]
  private let learningRate: Float
  private let betas: (Float, Float)
  private var firstMoments: [Tensor]
  private var secondMoments: [Tensor]
  private var powers: (Float, Float) = (1, 1)

  init(_ model: some Module, learningRate: Float = 1e-3, betas: (Float, Float) = (0.9, 0.999)) {
    parameters = model.parameters
    (self.learningRate, self.betas) = (learningRate, betas)
    firstMoments = parameters.map { .zeros($0.parameter.value.shape) }
    secondMoments = parameters.map { .zeros($0.parameter.value.shape) }
  }

  /// Takes one step down the gradient of the loss, and returns the loss.
  func step(_ loss: () -> Tensor) -> Float {
    let (value, gradients) = valueWithGradients(at: parameters, of: loss)
    powers = (powers.0 * betas.0, powers.1 * betas.1)
    let numbers = OptimizerStep.Adam(
      learningRate: learningRate, betas: betas, epsilon: 1e-8,
      corrections: (1 - powers.0, 1 - powers.1))
    for index in parameters.indices {
      OptimizerStep.adam(
        &parameters[index].parameter.value, gradient: gradients[index],
        firstMoment: &firstMoments[index], secondMoment: &secondMoments[index], numbers)
    }
    return value.scalar
  }
}

/// Eight batches, used in turn.
struct Batches {
  private let batches: [Tensor]
  private var next = 0

  init(_ make: (inout PCG32) -> Tensor) {
    var rng = PCG32(seed: 1)
    batches = (0..<8).map { _ in make(&rng) }
  }

  /// Zeros and ones as dark as handwritten digits.
  static func binary(_ shape: Shape) -> Batches {
    Batches { rng in Tensor.uniform(shape, using: &rng) .< 0.13 }
  }

  static func uniform(_ shape: Shape, in range: Range<Float>) -> Batches {
    Batches { rng in Tensor.uniform(shape, in: range, using: &rng) }
  }

  static func normal(_ shape: Shape) -> Batches {
    Batches { rng in Tensor.normal(shape, using: &rng) }
  }

  mutating func take() -> Tensor {
    next = (next + 1) % batches.count
    return batches[next]
  }
}
