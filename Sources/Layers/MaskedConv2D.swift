// SPDX-License-Identifier: MIT

public import Tensors

/// A convolution in which each pixel sees only those above it and those to its left.
///
/// The weights that the mask cuts exist, count as parameters, and never get a gradient.
///
/// With several colours, the channels of input and output fall into as many equal groups in turn, red, green, blue: a
/// group sees itself at its own pixel only with the second kind of mask, earlier groups with both.
/// - Shapes: `x` `[batch, inputChannels, height, width]` → `[batch, outputChannels, height, width]`.
/// - Paper: van den Oord, Kalchbrenner & Kavukcuoglu (2016), *Pixel Recurrent Neural Networks*, arXiv:1601.06759.
public struct MaskedConv2D: WeightedLayer {
  /// What a pixel sees of itself.
  public enum Kind: Sendable, CaseIterable {
    /// Nothing, as in a model's first layer.
    case a
    /// What the layers before have made of the pixels before it, as in all other layers.
    case b
  }

  /// The first axis of the kernels counts the output channels.
  public static let outputAxis = 0

  /// The kernels.
  @Parameter public var weight: Tensor
  /// The offset of each output channel; none without a bias.
  public let bias: Parameter?
  /// The mask, 1 where a weight counts, shaped as the kernels.
  public let mask: Tensor
  /// The padding that keeps the size of the images.
  private let axes: (vertical: ConvolutionAxis, horizontal: ConvolutionAxis)
  /// The places of the kernels at which any weight counts.
  private let taps: Tensor
  /// Whether the places alone do not say which weights count.
  private let mixes: Bool

  /// Makes a layer with a mask for images that are drawn pixel by pixel, line by line.
  ///
  /// - Requires: A kernel of odd size, and channels that are multiples of the number of colours.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, kind: Kind, colorCount: Int = 1,
    hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    let isValid = min(inputChannels, outputChannels, colorCount) > 0
    if !isValid || inputChannels % colorCount != 0 || outputChannels % colorCount != 0 {
      fail(
        "MaskedConv2D: \(inputChannels) input and \(outputChannels) output channels do not "
          + "fall into \(colorCount) colours")
    }
    let mask = Tensor.rasterMask(
      [outputChannels, inputChannels, kernelSize, kernelSize], kind, colorCount: colorCount)
    self.init(mask: mask, hasBias: hasBias, initializer: initializer, using: &rng)
  }

  /// Makes a layer with any mask.
  ///
  /// - Shapes: `mask` `[outputChannels, inputChannels, kernelHeight, kernelWidth]`.
  /// - Requires: A mask of zeros and ones, and kernels of odd height and width.
  public init(
    mask: Tensor, hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    if mask.rank != 4 || mask.shape[2] % 2 == 0 || mask.shape[3] % 2 == 0 {
      fail("MaskedConv2D: a mask of shape \(mask.shape) is not of kernels with a center")
    }
    mask.requireZerosAndOnes(in: "MaskedConv2D")
    let start = Kernels(
      "MaskedConv2D", mask.shape[1], mask.shape[0], sizes: Array(mask.shape.suffix(2)), groups: 1,
      isTransposed: false)
    weight = start.weight(initializer, using: &rng)
    bias = hasBias ? start.bias(initializer, using: &rng) : nil
    self.mask = mask
    taps = mask.max(alongAxes: [0, 1])
    mixes = mask != taps.broadcast(to: mask.shape)
    axes = (
      ConvolutionAxis(padding: mask.shape[2] / 2), ConvolutionAxis(padding: mask.shape[3] / 2)
    )
  }

  /// The convolution with what the mask leaves of the kernels.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight) }

  /// The convolution with what the mask leaves of other kernels.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    convolution2D(
      x, mixes ? weight * mask : weight, bias: bias?.wrappedValue, vertical: axes.vertical,
      horizontal: axes.horizontal, mask: taps)
  }
}

extension Tensor {
  /// Which weights connect a pixel with those that are drawn before it.
  fileprivate static func rasterMask(
    _ shape: Shape, _ kind: MaskedConv2D.Kind, colorCount: Int
  ) -> Tensor {
    let (outputs, inputs, size) = (shape[0], shape[1], shape[2])
    let center = size * size / 2
    var mask: [Float] = []
    for output in 0..<outputs {
      let color = output * colorCount / outputs
      for input in 0..<inputs {
        let seen = input * colorCount / inputs
        let seesItself = kind == .a ? seen < color : seen <= color
        mask += (0..<size * size).map { $0 < center || ($0 == center && seesItself) ? 1 : 0 }
      }
    }
    return Tensor(mask, shape: shape)
  }
}
