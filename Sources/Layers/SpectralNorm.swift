// SPDX-License-Identifier: MIT

public import Tensors

/// A layer whose weights are divided by their greatest singular value, so that it is 1-Lipschitz but for its bias.
///
/// `W̄ = W / σ(W)`, `σ ≈ uᵀ W v` by power iteration
///
/// Each call in training brings `u` one iteration closer; the gradient takes `u` and `v` as constants.
/// - Differs: The bound for a convolution is that of its kernels as a matrix, as in the paper.
/// - Paper: Miyato, Kataoka, Koyama & Yoshida (2018), *Spectral Normalization for Generative Adversarial Networks*,
///   arXiv:1802.05957.
public struct SpectralNorm<Base: WeightedLayer>: Layer {
  /// The layer whose weights are divided.
  public let base: Base
  /// The vector `u`, one number for each output.
  @Buffer public var direction: Tensor
  private static var firstIterationCount: Int { 15 }

  /// Makes the layer, with enough iterations at the start for a first estimate.
  ///
  /// - Requires: Weights that are not all 0.
  public init(_ base: Base, using rng: inout some RandomNumberGenerator) {
    self.base = base
    let matrix = base.weight.matrix(outputAxis: Base.outputAxis)
    direction = Tensor.normal([matrix.shape[0]], using: &rng).normalizedVector()
    for _ in 0..<Self.firstIterationCount { direction = matrix.powerIteration(from: direction).u }
    if direction.scalars.allSatisfy({ $0 == 0 }) {
      fail("SpectralNorm: weights of shape \(base.weight.shape) that are all 0 have no norm")
    }
  }

  /// The layer's output with the weights divided.
  public func callAsFunction(_ x: Tensor) -> Tensor { base(x, weight: weight(along: direction)) }

  /// The layer's output with the weights divided, after one more iteration.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    direction =
      base.weight.detached().matrix(outputAxis: Base.outputAxis)
      .powerIteration(from: direction).u
    return self(x)
  }

  private func weight(along u: Tensor) -> Tensor {
    let matrix = base.weight.matrix(outputAxis: Base.outputAxis)
    let v = matrix.detached().powerIteration(from: u).v
    return base.weight / matmul(u, matmul(matrix, v))
  }
}

/// A layer whose weights are a learned length times a direction, for each of its outputs.
///
/// `w = g · v / ‖v‖`
///
/// - Paper: Salimans & Kingma (2016), *Weight Normalization*, arXiv:1602.07868.
public struct WeightNorm<Base: WeightedLayer>: Layer {
  /// The layer whose own weights are the directions `v`.
  public let base: Base
  /// The lengths `g`, shaped so that they meet the outputs.
  @Parameter public var magnitude: Tensor

  /// Makes a layer that begins with the given layer's own weights.
  ///
  /// - Requires: Weights of which no output has only zeros.
  public init(_ base: Base) {
    self.base = base
    magnitude = base.weight.lengths(outputAxis: Base.outputAxis)
    if magnitude.scalars.contains(0) {
      fail("WeightNorm: weights of shape \(base.weight.shape) that are 0 have no direction")
    }
  }

  /// The layer's output with weights of the learned lengths.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let lengths = base.weight.lengths(outputAxis: Base.outputAxis)
    return base(x, weight: base.weight * (magnitude / lengths))
  }
}

extension Tensor {
  /// Weights as a matrix with a row for each output, which axis 0 or axis 1 counts.
  fileprivate func matrix(outputAxis: Int) -> Tensor {
    let outputs = shape[outputAxis]
    let others = elementCount / Swift.max(outputs, 1)
    if outputAxis == 0 { return reshaped(outputs, others) }
    return reshaped(shape[0], outputs, others / Swift.max(shape[0], 1)).transposed(1, 0, 2)
      .reshaped(outputs, others)
  }

  /// The Euclidean length of each output's weights.
  fileprivate func lengths(outputAxis: Int) -> Tensor {
    sqrt((self * self).sum(alongAxes: shape.indices.filter { $0 != outputAxis }, keepDims: true))
  }

  /// One step towards the first pair of singular vectors.
  fileprivate func powerIteration(from u: Tensor) -> (u: Tensor, v: Tensor) {
    let v = matmul(u, self).normalizedVector()
    return (matmul(self, v).normalizedVector(), v)
  }

  /// The vector at length 1; one of length 0 stays.
  fileprivate func normalizedVector() -> Tensor {
    self / sqrt((self * self).sum() + Float.leastNormalMagnitude)
  }
}
