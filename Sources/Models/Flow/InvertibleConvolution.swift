// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// The invertible 1 × 1 convolution of Glow: one matrix mixes the channels of each pixel, as a permutation would.
///
/// `z = W x` at each pixel, from the example to the code; `log|det ∂z/∂x| = h · w · log|det W|`
///
/// - Shapes: points `[…, channels · h · w]`, one channel after the other.
/// - Paper: Kingma & Dhariwal (2018), *Glow: Generative Flow with Invertible 1×1 Convolutions*, arXiv:1807.03039.
public struct InvertibleConvolution: Bijector, Module {
  /// The matrix W, `[channels, channels]`.
  @Parameter public var weight: Tensor
  /// The number of pixels of a channel, h · w.
  public let pixelCount: Int

  /// Makes a convolution with a random rotation, whose determinant is ±1.
  public init(channelCount: Int, pixelCount: Int, using rng: inout some RandomNumberGenerator) {
    let start = Initializer.orthogonal.tensor(
      [channelCount, channelCount], fanIn: channelCount, fanOut: channelCount, using: &rng)
    self.init(weight: start, pixelCount: pixelCount)
  }

  /// Makes a convolution with a given matrix.
  ///
  /// - Requires: A square matrix and at least one pixel.
  public init(weight: Tensor, pixelCount: Int) {
    if weight.rank != 2 || weight.shape[0] != weight.shape[1] || pixelCount < 1 {
      fail("InvertibleConvolution: a matrix of shape \(weight.shape) for \(pixelCount) pixels")
    }
    self.weight = weight
    self.pixelCount = pixelCount
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    (mixed(z, by: weight.inverse()), -stretch(at: z))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    (mixed(x, by: weight), stretch(at: x))
  }

  private func mixed(_ points: Tensor, by matrix: Tensor) -> Tensor {
    let channelCount = weight.shape[0]
    if points.shape.last != channelCount * pixelCount {
      fail(
        "InvertibleConvolution: points of shape \(points.shape) for \(channelCount) channels of "
          + "\(pixelCount) pixels")
    }
    return convolution2D(
      points.reshaped(-1, channelCount, pixelCount, 1),
      matrix.reshaped(channelCount, channelCount, 1, 1)
    ).reshaped(to: points.shape)
  }

  private func stretch(at points: Tensor) -> Tensor {
    weight.logDeterminant() * Float(pixelCount) + .zeros(Shape(Array(points.shape.dropLast())))
  }
}
