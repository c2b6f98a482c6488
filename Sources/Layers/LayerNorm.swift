// SPDX-License-Identifier: MIT

public import Tensors

/// Each example brought to mean 0 and variance 1 along its last axes, then scaled and moved.
///
/// `y = scale ⊙ (x − mean) / √(variance + epsilon) + offset`
///
/// - Shapes: `[…, size]` → `[…, size]`; scale and offset `[size]`, or the shape of several last axes.
/// - Paper: Ba, Kiros & Hinton (2016), *Layer Normalization*, arXiv:1607.06450.
public struct LayerNorm: Layer {
  /// The factor of each element, learned.
  @Parameter public var scale: Tensor
  /// What is added to each element, learned.
  @Parameter public var offset: Tensor
  /// What is added to the variance.
  public let epsilon: Float

  /// Makes a layer for a size of the last axis.
  public init(_ size: Int, epsilon: Float = 1e-5) { self.init(shape: [size], epsilon: epsilon) }

  /// Makes a layer for the shape of the last axes.
  public init(shape: Shape, epsilon: Float = 1e-5) {
    (scale, offset) = (.ones(shape), .zeros(shape))
    self.epsilon = epsilon
  }

  /// The normalised examples.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let size = scale.rank
    if x.rank < size || Array(x.shape.suffix(size)) != scale.shape.sizes {
      fail("LayerNorm: a tensor of shape \(x.shape) does not end in \(scale.shape)")
    }
    let axes = Array(x.rank - size..<x.rank)
    return x.normalized(alongAxes: axes, epsilon: epsilon).value * scale + offset
  }
}
