// SPDX-License-Identifier: MIT

public import Tensors

/// A convolution of images or feature maps.
///
/// `y[o, i, j] = b[o] + Σ_{c, k, l} w[o, c, k, l] · x[c, i · stride + k · dilation − padding, j · stride + …]`
///
/// - Shapes: `x` `[batch, inputChannels, height, width]` → `[batch, outputChannels, …, …]`; `w` `[outputChannels,
///   inputChannels / groups, kernelHeight, kernelWidth]`.
/// - Paper: LeCun, Bottou, Bengio & Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*.
public struct Conv2D: WeightedLayer {
  /// The first axis of the kernels counts the output channels.
  public static let outputAxis = 0

  /// The kernels `w`.
  @Parameter public var weight: Tensor
  /// The offset `b` of each output channel; none without a bias.
  public let bias: Parameter?
  /// How the kernels move down.
  public let vertical: ConvolutionAxis
  /// How the kernels move to the right.
  public let horizontal: ConvolutionAxis
  /// The number of groups of channels that do not mix.
  public let groups: Int

  /// Makes a layer with square kernels, which move alike along both axes.
  ///
  /// - Requires: Groups that divide both numbers of channels.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, stride: Int = 1,
    padding: Int = 0, dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    let axis = ConvolutionAxis(stride: stride, padding: padding, dilation: dilation)
    self.init(
      inputChannels, outputChannels, kernelSize: (kernelSize, kernelSize), vertical: axis,
      horizontal: axis, groups: groups, hasBias: hasBias, initializer: initializer, using: &rng)
  }

  /// Makes a layer whose kernels differ in height and width, or move differently along the axes.
  ///
  /// - Requires: Groups that divide both numbers of channels.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (height: Int, width: Int),
    vertical: ConvolutionAxis = ConvolutionAxis(), horizontal: ConvolutionAxis = ConvolutionAxis(),
    groups: Int = 1, hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    let start = Kernels(
      "Conv2D", inputChannels, outputChannels, sizes: [kernelSize.height, kernelSize.width],
      groups: groups, isTransposed: false)
    weight = start.weight(initializer, using: &rng)
    bias = hasBias ? start.bias(initializer, using: &rng) : nil
    (self.vertical, self.horizontal, self.groups) = (vertical, horizontal, groups)
  }

  /// The convolution.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight) }

  /// The convolution with other kernels in place of the layer's own.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    convolution2D(
      x, weight, bias: bias?.wrappedValue, vertical: vertical, horizontal: horizontal,
      groups: groups)
  }
}

/// The shape of a convolution's kernels and the numbers on which their first values depend.
struct Kernels {
  let shape: Shape
  let outputChannels: Int
  let fanIn: Int
  let fanOut: Int

  /// The channels as the layer was told them, and the kernels' size along each axis.
  init(
    _ name: String, _ inputChannels: Int, _ outputChannels: Int, sizes: [Int], groups: Int,
    isTransposed: Bool
  ) {
    let isValid = min(inputChannels, outputChannels, groups, sizes.min() ?? 0) > 0
    if !isValid || inputChannels % groups != 0 || outputChannels % groups != 0 {
      fail(
        "\(name): kernels of \(sizes) and \(groups) groups do not fit \(inputChannels) input "
          + "and \(outputChannels) output channels")
    }
    // A transposed convolution has the kernels of the convolution that it transposes.
    let (first, second) =
      isTransposed
      ? (inputChannels, outputChannels / groups) : (outputChannels, inputChannels / groups)
    let area = sizes.reduce(1, *)
    shape = Shape([first, second] + sizes)
    (fanIn, fanOut) = (second * area, first * area)
    self.outputChannels = outputChannels
  }

  func weight(
    _ initializer: Initializer, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    initializer.tensor(shape, fanIn: fanIn, fanOut: fanOut, using: &rng)
  }

  func bias(_ initializer: Initializer, using rng: inout some RandomNumberGenerator) -> Parameter {
    initializer.bias(outputChannels, fanIn: fanIn, using: &rng)
  }
}
