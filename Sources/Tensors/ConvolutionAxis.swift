// SPDX-License-Identifier: MIT

/// How the window of a convolution or of a pooling moves along one axis.
///
/// Tap `k` of output `o` reads the input at `o · stride + k · dilation − leadingPadding`, and zero outside of it.
public struct ConvolutionAxis: Sendable, Hashable {
  /// The distance between the inputs at which neighbouring outputs begin.
  public let stride: Int
  /// The number of zeros before the input.
  public let leadingPadding: Int
  /// The number of zeros after the input.
  public let trailingPadding: Int
  /// The distance between the inputs that neighbouring taps read.
  public let dilation: Int

  /// Makes an axis with equal padding on both sides.
  public init(stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    self.init(
      stride: stride, leadingPadding: padding, trailingPadding: padding, dilation: dilation)
  }

  /// Makes an axis with a padding for each side, as a causal convolution needs it.
  ///
  /// - Requires: A positive stride and dilation, and no negative padding.
  public init(stride: Int = 1, leadingPadding: Int, trailingPadding: Int, dilation: Int = 1) {
    if stride < 1 || dilation < 1 || leadingPadding < 0 || trailingPadding < 0 {
      fail(
        "convolution: stride \(stride), padding \(leadingPadding) and \(trailingPadding), "
          + "dilation \(dilation) do not describe an axis")
    }
    (self.stride, self.dilation) = (stride, dilation)
    (self.leadingPadding, self.trailingPadding) = (leadingPadding, trailingPadding)
  }

  /// The number of outputs for an input, or nil where the window is larger than the padded input.
  func outputSize(input: Int, kernel: Int) -> Int? {
    let room = input + leadingPadding + trailingPadding - dilation * (kernel - 1) - 1
    return room < 0 ? nil : room / stride + 1
  }

  /// The least input that gives a number of outputs.
  func inputSize(output: Int, kernel: Int) -> Int {
    (output - 1) * stride + dilation * (kernel - 1) + 1 - leadingPadding - trailingPadding
  }
}
