// SPDX-License-Identifier: MIT

public import Tensors

/// An example's features, and next to them how close the other examples of its batch are (minibatch discrimination).
///
/// `oₖ(xᵢ) = Σⱼ≠ᵢ exp(−‖Mᵢₖ − Mⱼₖ‖₁)`, `Mᵢ = xᵢ · T` cut into kernels k
///
/// A discriminator that sees it can tell a generator that makes the same example over and over, which no look at single
/// examples reveals.
/// - Shapes: `x` `[batch, inputSize]` → `[batch, inputSize + kernelCount]`.
/// - Differs: An example's closeness to itself, always 1, is not counted.
/// - Paper: Salimans, Goodfellow, Zaremba, Cheung, Radford & Chen (2016), *Improved Techniques for Training GANs*,
///   arXiv:1606.03498.
public struct MinibatchDiscrimination: Layer {
  /// The tensor `T` as a matrix `[inputSize, kernelCount · kernelSize]`.
  @Parameter public var weight: Tensor
  /// How many measures of closeness there are.
  public let kernelCount: Int
  /// How many numbers each of them compares.
  public let kernelSize: Int

  /// Makes a layer for features.
  ///
  /// - Requires: Positive sizes.
  public init(
    _ inputSize: Int, kernelCount: Int = 16, kernelSize: Int = 4,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    if min(inputSize, kernelCount, kernelSize) < 1 {
      fail(
        "MinibatchDiscrimination: \(inputSize) features, \(kernelCount) kernels of \(kernelSize)")
    }
    (self.kernelCount, self.kernelSize) = (kernelCount, kernelSize)
    let outputSize = kernelCount * kernelSize
    weight = initializer.tensor(
      [inputSize, outputSize], fanIn: inputSize, fanOut: outputSize, using: &rng)
  }

  /// The features with the closeness of the rest of the batch.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] != weight.shape[0] {
      fail(
        "MinibatchDiscrimination: the input \(x.shape) is no batch of \(weight.shape[0]) features")
    }
    let rows = matmul(x, weight).reshaped(x.shape[0], kernelCount, kernelSize)
    let distances = abs(rows.expanded(atAxis: 1) - rows.expanded(atAxis: 0))  // [n, n, k, size]
    let closeness = exp(-distances.sum(alongAxis: 3)).sum(alongAxis: 1) - 1  // [n, k]
    return [x, closeness].concatenated(alongAxis: 1)
  }
}
