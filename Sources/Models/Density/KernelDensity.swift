// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// A kernel density estimate: a Gaussian bump on each example.
///
/// `p(x) = 1/m Σₖ N(x | xₖ, h²I)`
///
/// - Shapes: examples and points `[count, size]`, or `[count]` on the line.
/// - Units: nats.
/// - Paper: Parzen (1962), *On Estimation of a Probability Density Function and Mode*.
public struct KernelDensity: Sendable {
  /// The examples `[count, size]` that the bumps stand on.
  public let examples: Tensor
  /// The standard deviation `h` of a bump along each axis.
  public let bandwidth: Float

  /// Makes the estimate from examples.
  ///
  /// - Requires: At least one example, and a positive bandwidth.
  public init(_ examples: Tensor, bandwidth: Float) {
    if !(bandwidth > 0) || !bandwidth.isFinite {
      fail("KernelDensity: the bandwidth \(bandwidth) is not positive")
    }
    (self.examples, self.bandwidth) = (examples.asRows(in: "KernelDensity"), bandwidth)
  }

  /// The logarithm of the density, by all pairs of points and examples.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`; `[count]` on the line.
  /// - Precision: Distances are exact to rounding; far from all examples the nearest ones decide, as they should.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = x.rank == 1 ? x.expanded(atAxis: 1) : x
    if x.rank != 2 || x.shape[1] != examples.shape[1] {
      fail("KernelDensity: points of shape \(x.shape) for examples of shape \(examples.shape)")
    }
    let size = Float(examples.shape[1])
    let normalizer =
      logf(Float(examples.shape[0])) + size * (logf(bandwidth) + 0.5 * logf(2 * .pi))
    let scale = 1 / bandwidth
    return gaussianLogSumExp(x * scale, examples * scale) - normalizer
  }

  /// The logarithm of the mean density that the other examples give each example (leave-one-out).
  ///
  /// It has a greatest value at a good bandwidth, where the log-likelihood itself grows without bound as bumps get narrow.
  ///
  /// - Shapes: result `[count]`.
  /// - Requires: Two examples or more.
  public func leaveOneOutLogProb() -> Tensor {
    let count = Float(examples.shape[0])
    if count < 2 { fail("leaveOneOutLogProb: there is no other example") }
    let size = Float(examples.shape[1])
    let scaled = examples * (1 / bandwidth)
    let normalizer = logf(count - 1) + size * (logf(bandwidth) + 0.5 * logf(2 * .pi))
    return gaussianLogSumExp(scaled, scaled, skippingDiagonal: true) - normalizer
  }

  /// Draws one point: an example, and noise of the bandwidth around it.
  ///
  /// - Shapes: result `[size]`.
  public func sample(using rng: inout some RandomNumberGenerator) -> Tensor {
    sample(1, using: &rng)[0]
  }

  /// Draws points.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("KernelDensity.sample: \(count) points") }
    var chosen: [Int] = []
    for _ in 0..<count { chosen.append(.random(in: 0..<examples.shape[0], using: &rng)) }
    let noise = Tensor.normal([count, examples.shape[1]], using: &rng)
    return examples.gathered(chosen) + bandwidth * noise
  }
}
