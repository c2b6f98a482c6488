// SPDX-License-Identifier: MIT

public import Tensors

/// Examples as vectors.
///
/// - Shapes: `[batch, …]` → `[batch, size]`.
public struct Flatten: Layer {
  /// Makes the layer.
  public init() {}

  /// Each example as a vector.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if x.rank == 0 { fail("Flatten: a tensor of shape \(x.shape) holds no examples") }
    return x.reshaped(x.shape[0], x.shape.dropFirst().reduce(1, *))
  }
}

/// Examples in another shape.
///
/// - Shapes: `[batch, …]` → `[batch, shape…]`.
/// - Requires: As many elements in each example as the shape has.
public struct Reshape: Layer {
  /// The shape of one example.
  public let shape: Shape

  /// Makes a layer that gives each example a shape: `Reshape(to: [128, 7, 7])`.
  public init(to shape: Shape) { self.shape = shape }

  /// Each example in the shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if x.rank == 0 || x.elementCount != x.shape[0] * shape.elementCount {
      fail("Reshape: the examples of a tensor of shape \(x.shape) do not have the shape \(shape)")
    }
    return x.reshaped(to: Shape([x.shape[0]] + shape.sizes))
  }
}

/// Feature maps with more pixels.
///
/// - Shapes: `[…, height, width]` → `[…, factor · height, factor · width]`.
public struct Upsample: Layer {
  /// How many times as high and as wide the maps become.
  public let factor: Int
  /// How the new pixels are found.
  public let interpolation: Interpolation

  /// Makes a layer that enlarges by a factor.
  public init(by factor: Int, interpolation: Interpolation = .nearest) {
    (self.factor, self.interpolation) = (factor, interpolation)
  }

  /// The larger maps.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.upsampled(by: factor, interpolation: interpolation)
  }
}

/// The greatest element of each window of feature maps.
///
/// - Shapes: `[…, height, width]` → `[…, (height + 2 · padding − size) / stride + 1, …]`.
public struct MaxPool2D: Layer {
  /// The height and width of a window.
  public let size: Int
  /// The distance between neighbouring windows.
  public let stride: Int
  /// How far the first windows reach beyond the edge.
  public let padding: Int

  /// Makes a layer; without a stride, windows touch each other.
  public init(size: Int, stride: Int? = nil, padding: Int = 0) {
    (self.size, self.stride, self.padding) = (size, stride ?? size, padding)
  }

  /// The greatest elements.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.maxPooled(size: size, stride: stride, padding: padding)
  }
}

/// The mean of each window of feature maps.
///
/// - Shapes: `[…, height, width]` → `[…, (height + 2 · padding − size) / stride + 1, …]`.
public struct AveragePool2D: Layer {
  /// The height and width of a window.
  public let size: Int
  /// The distance between neighbouring windows.
  public let stride: Int
  /// How far the first windows reach beyond the edge, which does not count in their mean.
  public let padding: Int

  /// Makes a layer; without a stride, windows touch each other.
  public init(size: Int, stride: Int? = nil, padding: Int = 0) {
    (self.size, self.stride, self.padding) = (size, stride ?? size, padding)
  }

  /// The means.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.averagePooled(size: size, stride: stride, padding: padding)
  }
}
