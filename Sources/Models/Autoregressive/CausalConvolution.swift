// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A convolution that sees only pixels before the one it computes, in reading order, and perhaps that pixel itself.
///
/// `y = (M ⊙ W) ∗ x + b`, where the mask M is 1 above the kernel's centre and to the left of it.
///
/// - Shapes: `x` `[batch, inputChannels, height, width]` → `[batch, outputChannels, height, width]`.
/// - Paper: van den Oord, Kalchbrenner & Kavukcuoglu (2016), *Pixel Recurrent Neural Networks*, arXiv:1601.06759.
public struct CausalConvolution: Layer {
  /// What the kernel's centre sees.
  public enum Center: Sendable {
    /// Mask A: the pixel itself is hidden, as in the first layer.
    case excludingCenter
    /// Mask B: the pixel itself is seen.
    case includingCenter
  }

  /// The kernels; what the mask hides stays as it was made.
  @Parameter public var weight: Tensor
  /// The offset of each output channel.
  @Parameter public var bias: Tensor
  /// 1 where the kernels see, else 0.
  public let mask: Tensor
  /// What the kernel's centre sees.
  public let center: Center

  /// Makes a layer with weights and bias uniform in `±1/√fanIn`.
  ///
  /// - Requires: An odd kernel size.
  public init(
    _ center: Center, _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int,
    using rng: inout some RandomNumberGenerator
  ) {
    if kernelSize < 1 || kernelSize.isMultiple(of: 2) {
      fail("CausalConvolution: a kernel of \(kernelSize) pixels has no centre")
    }
    let bound = 1 / Float(inputChannels * kernelSize * kernelSize).squareRoot()
    weight = .uniform(
      [outputChannels, inputChannels, kernelSize, kernelSize], in: -bound..<bound, using: &rng)
    bias = .uniform([outputChannels], in: -bound..<bound, using: &rng)
    self.center = center
    let place = Tensor.arange(Float(kernelSize * kernelSize))
    let middle = Float(kernelSize * kernelSize / 2)
    let seen = center == .includingCenter ? place .<= middle : place .< middle
    mask = seen.reshaped(kernelSize, kernelSize)
  }

  /// The convolution of whole images.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let axis = ConvolutionAxis(padding: mask.shape[0] / 2)
    let y = convolution2D(x, weight, vertical: axis, horizontal: axis, mask: mask)
    return y + bias.reshaped(bias.elementCount, 1, 1)
  }
}
