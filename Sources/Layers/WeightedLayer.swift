// SPDX-License-Identifier: MIT

public import Tensors

/// A layer that is linear in one tensor of weights and can be used with others in their place.
///
/// Reparameterisations such as a spectral norm compute the weights that the layer then uses.
public protocol WeightedLayer: Layer {
  /// The axis of the weights that counts the outputs.
  static var outputAxis: Int { get }

  /// The layer's own weights.
  var weight: Tensor { get }

  /// The layer's output with other weights.
  func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor
}

extension Tensor {
  /// A number for each channel, shaped so that it meets axis 1 of tensors with so many axes.
  func perChannel(rank: Int) -> Tensor {
    reshaped(to: Shape([elementCount] + [Int](repeating: 1, count: Swift.max(rank - 2, 0))))
  }
}
