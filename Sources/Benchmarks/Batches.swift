// SPDX-License-Identifier: MIT

import Tensors

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
