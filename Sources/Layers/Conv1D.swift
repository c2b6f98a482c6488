// SPDX-License-Identifier: MIT

public import Tensors

/// A convolution of sequences.
///
/// `y[o, i] = b[o] + Σ_{c, k} w[o, c, k] · x[c, i · stride + k · dilation − padding]`
///
/// - Shapes: `x` `[batch, inputChannels, length]` → `[batch, outputChannels, …]`; `w` `[outputChannels, inputChannels /
///   groups, kernelSize]`.
public struct Conv1D: WeightedLayer {
  /// The first axis of the kernels counts the output channels.
  public static let outputAxis = 0

  /// The kernels `w`.
  @Parameter public var weight: Tensor
  /// The offset `b` of each output channel; none without a bias.
  public let bias: Parameter?
  /// How the kernels move.
  public let axis: ConvolutionAxis
  /// The number of groups of channels that do not mix.
  public let groups: Int

  /// Makes a layer with equal padding on both sides.
  ///
  /// - Requires: Groups that divide both numbers of channels.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, stride: Int = 1,
    padding: Int = 0, dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    self.init(
      inputChannels, outputChannels, kernelSize: kernelSize,
      axis: ConvolutionAxis(stride: stride, padding: padding, dilation: dilation), groups: groups,
      hasBias: hasBias, initializer: initializer, using: &rng)
  }

  /// Makes a layer with a padding for each side.
  ///
  /// - Requires: Groups that divide both numbers of channels.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, axis: ConvolutionAxis,
    groups: Int = 1, hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    let start = Kernels(
      "Conv1D", inputChannels, outputChannels, sizes: [kernelSize], groups: groups,
      isTransposed: false)
    weight = start.weight(initializer, using: &rng)
    bias = hasBias ? start.bias(initializer, using: &rng) : nil
    (self.axis, self.groups) = (axis, groups)
  }

  /// The convolution.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight) }

  /// The convolution with other kernels in place of the layer's own.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    convolution1D(x, weight, bias: bias?.wrappedValue, axis: axis, groups: groups)
  }
}

/// A dilated convolution of sequences in which no output sees an input after its own place.
///
/// `y[o, i] = b[o] + Σ_{c, k} w[o, c, k] · x[c, i − (kernelSize − 1 − k) · dilation]`
///
/// - Shapes: `x` `[batch, inputChannels, length]` → `[batch, outputChannels, length]`.
/// - Paper: van den Oord et al. (2016), *WaveNet: A Generative Model for Raw Audio*, arXiv:1609.03499.
public struct CausalConv1D: Layer {
  /// The convolution with all of its padding on the left.
  public let convolution: Conv1D
  /// Whether an output is kept from seeing the input at its own place, as a model's first layer must be.
  public let isStrict: Bool

  /// Makes a layer that sees `(kernelSize − 1) · dilation` places back.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, dilation: Int = 1,
    isStrict: Bool = false, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    let reach = max(kernelSize - 1, 0) * dilation + (isStrict ? 1 : 0)
    convolution = Conv1D(
      inputChannels, outputChannels, kernelSize: kernelSize,
      axis: ConvolutionAxis(leadingPadding: reach, trailingPadding: 0, dilation: dilation),
      groups: groups, hasBias: hasBias, initializer: initializer, using: &rng)
    self.isStrict = isStrict
  }

  /// The convolution of what came before.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let y = convolution(x)
    // One more zero before the sequence shifts it by a place, and gives one output too many.
    return isStrict ? y.sliced(0..<y.shape[2] - 1, alongAxis: 2) : y
  }
}
