// SPDX-License-Identifier: MIT

public import Tensors

/// A block of layers whose output is put beside its input, as in the nested halves of a U-Net.
///
/// `y = (x, f(x))` along an axis, by default that of the channels
///
/// - Shapes: `[batch, channels, …]` → `[batch, channels + outputChannels, …]`.
/// - Paper: Ronneberger, Fischer & Brox (2015), *U-Net: Convolutional Networks for Biomedical Image Segmentation*,
///   arXiv:1505.04597.
public struct Concatenating: Layer {
  /// The block `f`.
  public let block: Sequential
  /// The axis along which input and output stand beside each other.
  public let axis: Int

  /// Makes a concatenation of the input with the output of the layers between the braces.
  public init(alongAxis axis: Int = 1, @LayerBuilder _ layers: () throws -> [any Layer]) rethrows {
    block = Sequential(try layers())
    self.axis = axis
  }

  /// Input and output in use.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    [x, block(x)].concatenated(alongAxis: axis)
  }

  /// Input and output in training.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    [x, block(x, using: &rng)].concatenated(alongAxis: axis)
  }
}

/// A block of layers whose output is added to its input.
///
/// `y = x + f(x)`, or `p(x) + f(x)` with a projection where the sizes differ
///
/// - Paper: He, Zhang, Ren & Sun (2015), *Deep Residual Learning for Image Recognition*, arXiv:1512.03385.
public struct Residual: Layer {
  /// The block `f`.
  public let block: Sequential
  /// The projection `p`; none where the input itself is added.
  public let projection: (any Layer)?

  /// Makes a residual of the layers between the braces.
  public init(
    projection: (any Layer)? = nil, @LayerBuilder _ layers: () throws -> [any Layer]
  ) rethrows {
    block = Sequential(try layers())
    self.projection = projection
  }

  /// The sum in use.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    sum(block(x), projection.map { $0(x) } ?? x)
  }

  /// The sum in training.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let y = block(x, using: &rng)
    return sum(y, projection.map { $0(x, using: &rng) } ?? x)
  }

  private func sum(_ y: Tensor, _ x: Tensor) -> Tensor {
    if y.shape != x.shape {
      fail("Residual: the block gives \(y.shape), its input is \(x.shape); it needs a projection")
    }
    return x + y
  }
}
