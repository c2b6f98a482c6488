// SPDX-License-Identifier: MIT

import Tensors

/// What counts as the error of a reconstruction `x'` of an example `x`.
public enum ReconstructionError: Sendable, CaseIterable {
  /// The squared distance, `Σᵢ (x'ᵢ − xᵢ)²`.
  case squared
  /// The sum of the distances, `Σᵢ |x'ᵢ − xᵢ|`.
  case absolute
  /// The cross entropy of numbers in 0…1, `−Σᵢ xᵢ log x'ᵢ + (1 − xᵢ) log(1 − x'ᵢ)`, in nats.
  case crossEntropy
}

/// What the numbers of a reconstruction may be.
public enum ReconstructionRange: Sendable, CaseIterable {
  /// Numbers in 0…1, such as pixels: the decoder's outputs are their log-odds.
  case unit
  /// Any numbers: the decoder's outputs themselves.
  case unbounded
}

/// How the outputs of a decoder are read, and how far they are from an example.
struct DecoderReadout: Sendable {
  let range: ReconstructionRange
  let error: ReconstructionError

  init(_ range: ReconstructionRange, _ error: ReconstructionError) {
    if error == .crossEntropy && range == .unbounded {
      fail("Autoencoder: the cross entropy needs reconstructions in 0…1; choose range .unit")
    }
    (self.range, self.error) = (range, error)
  }

  /// The reconstruction.
  func values(_ outputs: Tensor) -> Tensor { range == .unit ? sigmoid(outputs) : outputs }

  /// The error of each element.
  func elementErrors(_ outputs: Tensor, _ x: Tensor) -> Tensor {
    switch error {
    case .squared:
      let difference = values(outputs) - x
      return difference * difference
    case .absolute: return abs(values(outputs) - x)
    case .crossEntropy: return softplus(outputs) - x * outputs
    }
  }

  /// The error of each example: `[batch, …]` → `[batch]`.
  func errors(_ outputs: Tensor, _ x: Tensor, weights: Tensor? = nil) -> Tensor {
    if outputs.shape != x.shape {
      fail("Autoencoder: reconstructions of shape \(outputs.shape) of examples \(x.shape)")
    }
    let count = x.shape[0]
    if error == .crossEntropy && weights == nil {
      return sigmoidCrossEntropy(
        logits: outputs.reshaped(count, -1), targets: x.reshaped(count, -1))
    }
    let errors = elementErrors(outputs, x)
    return (weights.map { $0 * errors } ?? errors).reshaped(count, -1).sum(alongAxis: 1)
  }
}
