// SPDX-License-Identifier: MIT

public import Tensors

/// An affine map of the last axis.
///
/// `y = x · W + b`
///
/// - Shapes: `x` `[…, inputSize]` → `[…, outputSize]`; `W` `[inputSize, outputSize]`.
public struct Linear: Layer {
  /// The matrix `W`.
  @Parameter public var weight: Tensor
  /// The offset `b`; none without a bias.
  public let bias: Parameter?

  /// Makes a layer with weights and bias uniform in `±1/√inputSize`.
  public init(
    _ inputSize: Int, _ outputSize: Int, hasBias: Bool = true,
    using rng: inout some RandomNumberGenerator
  ) {
    let bound = 1 / Float(max(inputSize, 1)).squareRoot()
    weight = .uniform([inputSize, outputSize], in: -bound..<bound, using: &rng)
    let offset = Tensor.uniform([outputSize], in: -bound..<bound, using: &rng)
    bias = hasBias ? Parameter(wrappedValue: offset) : nil
  }

  /// The affine map of each row.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let y = matmul(x, weight)
    return bias.map { y + $0.wrappedValue } ?? y
  }
}
