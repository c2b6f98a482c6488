// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// The activation normalisation of Glow: each channel has a scale and an offset, which start from data.
///
/// `x = s ⊙ z + b`, `log|det ∂x/∂z| = h · w · Σ log s`
///
/// - Shapes: points `[…, channels · h · w]`, one channel after the other.
/// - Paper: Kingma & Dhariwal (2018), *Glow: Generative Flow with Invertible 1×1 Convolutions*, arXiv:1807.03039.
public struct ActNorm: DataDependentBijector, Module {
  /// The logarithm of each channel's scale, `[channels, 1]`.
  @Parameter public var logScale: Tensor
  /// Each channel's offset, `[channels, 1]`.
  @Parameter public var offset: Tensor
  /// The number of pixels of a channel, h · w.
  public let pixelCount: Int

  /// Makes a map that changes nothing until it has seen data.
  public init(channelCount: Int, pixelCount: Int) {
    if channelCount < 1 || pixelCount < 1 {
      fail("ActNorm: \(channelCount) channels of \(pixelCount) pixels")
    }
    (logScale, offset) = (.zeros([channelCount, 1]), .zeros([channelCount, 1]))
    self.pixelCount = pixelCount
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    ((channels(z) * exp(logScale) + offset).reshaped(to: z.shape), stretch(at: z))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    (((channels(x) - offset) * exp(-logScale)).reshaped(to: x.shape), -stretch(at: x))
  }

  /// Chooses scale and offset so that the codes of these points have mean 0 and variance 1 in each channel.
  ///
  /// - Shapes: `x` `[count, channels · h · w]`.
  /// - Requires: Channels that vary.
  public func initialize(on x: Tensor) {
    let parts = channels(x.detached())
    let mean = parts.mean(alongAxes: [0, 2]).reshaped(to: offset.shape)
    let variance = pow(parts - mean, 2).mean(alongAxes: [0, 2]).reshaped(to: offset.shape)
    if !(variance.min().scalar > 0) {
      fail("ActNorm: a channel is the same in all points of shape \(x.shape)")
    }
    (offset, logScale) = (mean, log(variance) * 0.5)
  }

  /// `[…, channels · pixels]` → `[…, channels, pixels]`.
  private func channels(_ points: Tensor) -> Tensor {
    if points.shape.last != logScale.elementCount * pixelCount {
      fail(
        "ActNorm: points of shape \(points.shape) for \(logScale.elementCount) channels of "
          + "\(pixelCount) pixels")
    }
    let outer = Array(points.shape.dropLast())
    return points.reshaped(to: Shape(outer + [logScale.elementCount, pixelCount]))
  }

  private func stretch(at points: Tensor) -> Tensor {
    logScale.sum() * Float(pixelCount) + .zeros(Shape(Array(points.shape.dropLast())))
  }
}

/// A bijector whose first parameters follow from the first data that it sees.
public protocol DataDependentBijector: Bijector {
  /// Chooses the parameters by some points on the side of the examples.
  ///
  /// - Shapes: `x` `[count, size]`.
  func initialize(on x: Tensor)
}
