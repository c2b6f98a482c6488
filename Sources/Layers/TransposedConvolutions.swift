// SPDX-License-Identifier: MIT

public import Tensors

/// A transposed convolution of feature maps; with a stride it enlarges them.
///
/// - Shapes: `x` `[batch, inputChannels, height, width]` → `[batch, outputChannels, (height − 1) · stride − 2 · padding +
///   dilation · (kernelSize − 1) + 1 + outputPadding, …]`; `w` `[inputChannels, outputChannels / groups, kernelSize,
///   kernelSize]`.
/// - Differs: The usual start takes `fanIn` from the convolution that is transposed, as PyTorch does.
/// - Paper: Dumoulin & Visin (2016), *A Guide to Convolution Arithmetic for Deep Learning*, arXiv:1603.07285.
public struct ConvTranspose2D: WeightedLayer {
  /// The second axis of the kernels counts the output channels.
  public static let outputAxis = 1

  /// The kernels `w`.
  @Parameter public var weight: Tensor
  /// The offset of each output channel; none without a bias.
  public let bias: Parameter?
  /// How the kernels move along both axes.
  public let axis: ConvolutionAxis
  /// The rows and columns added at the end, which the convolution would not have reached.
  public let outputPadding: Int
  /// The number of groups of channels that do not mix.
  public let groups: Int

  /// Makes a layer with square kernels.
  ///
  /// - Requires: Groups that divide both numbers of channels.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, stride: Int = 1,
    padding: Int = 0, outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1,
    hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    let start = Kernels(
      "ConvTranspose2D", inputChannels, outputChannels, sizes: [kernelSize, kernelSize],
      groups: groups, isTransposed: true)
    weight = start.weight(initializer, using: &rng)
    bias = hasBias ? start.bias(initializer, using: &rng) : nil
    axis = ConvolutionAxis(stride: stride, padding: padding, dilation: dilation)
    (self.outputPadding, self.groups) = (outputPadding, groups)
  }

  /// The transposed convolution.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight) }

  /// The transposed convolution with other kernels in place of the layer's own.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    transposedConvolution2D(
      x, weight, bias: bias?.wrappedValue, vertical: axis, horizontal: axis,
      outputPadding: (outputPadding, outputPadding), groups: groups)
  }
}

/// A transposed convolution of sequences; with a stride it lengthens them.
///
/// - Shapes: `x` `[batch, inputChannels, length]` → `[batch, outputChannels, (length − 1) · stride − 2 · padding + dilation ·
///   (kernelSize − 1) + 1 + outputPadding]`; `w` `[inputChannels, outputChannels / groups, kernelSize]`.
/// - Differs: The usual start takes `fanIn` from the convolution that is transposed, as PyTorch does.
public struct ConvTranspose1D: WeightedLayer {
  /// The second axis of the kernels counts the output channels.
  public static let outputAxis = 1

  /// The kernels `w`.
  @Parameter public var weight: Tensor
  /// The offset of each output channel; none without a bias.
  public let bias: Parameter?
  /// How the kernels move.
  public let axis: ConvolutionAxis
  /// The places added at the end, which the convolution would not have reached.
  public let outputPadding: Int
  /// The number of groups of channels that do not mix.
  public let groups: Int

  /// Makes a layer.
  ///
  /// - Requires: Groups that divide both numbers of channels.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, stride: Int = 1,
    padding: Int = 0, outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1,
    hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    let start = Kernels(
      "ConvTranspose1D", inputChannels, outputChannels, sizes: [kernelSize], groups: groups,
      isTransposed: true)
    weight = start.weight(initializer, using: &rng)
    bias = hasBias ? start.bias(initializer, using: &rng) : nil
    axis = ConvolutionAxis(stride: stride, padding: padding, dilation: dilation)
    (self.outputPadding, self.groups) = (outputPadding, groups)
  }

  /// The transposed convolution.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight) }

  /// The transposed convolution with other kernels in place of the layer's own.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    transposedConvolution1D(
      x, weight, bias: bias?.wrappedValue, stride: axis.stride, padding: axis.leadingPadding,
      outputPadding: outputPadding, dilation: axis.dilation, groups: groups)
  }
}
