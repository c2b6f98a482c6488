// SPDX-License-Identifier: MIT

public import Tensors

/// An affine map of the last axis.
///
/// `y = x · W + b`
///
/// - Shapes: `x` `[…, inputSize]` → `[…, outputSize]`; `W` `[inputSize, outputSize]`.
public struct Linear: WeightedLayer {
  /// The columns of the matrix belong to the outputs.
  public static let outputAxis = 1

  /// The matrix `W`.
  @Parameter public var weight: Tensor
  /// The offset `b`; none without a bias.
  public let bias: Parameter?

  /// Makes a layer with weights and bias uniform in `±1/√inputSize`, or by another rule.
  public init(
    _ inputSize: Int, _ outputSize: Int, hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    weight = initializer.tensor(
      [inputSize, outputSize], fanIn: inputSize, fanOut: outputSize, using: &rng)
    bias = hasBias ? initializer.bias(outputSize, fanIn: inputSize, using: &rng) : nil
  }

  /// The affine map of each row.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight) }

  /// The affine map with another matrix in place of the layer's own.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    linear(x, weight, bias?.wrappedValue)
  }
}
