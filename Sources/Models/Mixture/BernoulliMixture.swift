// SPDX-License-Identifier: MIT

public import Tensors

/// A mixture whose components are black and white images of independent pixels, fitted by expectation maximisation.
///
/// `p(x) = Σₖ πₖ Π_d p_kd^x_d (1 − p_kd)^(1 − x_d)`
///
/// - Shapes: examples of zeros and ones `[count, size]`; grey values in 0…1 count as expected ones.
/// - Units: nats per example.
/// - Paper: McLachlan & Peel (2000), *Finite Mixture Models*.
public struct BernoulliMixture: MixtureModel {
  /// The probabilities `πₖ` of the components, `[componentCount]`.
  public private(set) var weights: Tensor
  /// The probability of a 1 at each coordinate of each component, `[componentCount, size]`.
  public private(set) var probabilities: Tensor
  /// How many ones and as many zeros each component has seen before any example (a Beta prior).
  public let smoothing: Float

  /// The number of coordinates.
  public var size: Int { probabilities.shape[1] }

  /// The number of independent parameters.
  public var parameterCount: Int { componentCount - 1 + componentCount * size }

  /// Makes a mixture with known parameters.
  ///
  /// - Requires: Shapes that fit, and probabilities in 0…1.
  public init(weights: Tensor, probabilities: Tensor, smoothing: Float = 0.1) {
    if probabilities.rank != 2 || weights.shape != [probabilities.shape[0]] {
      fail(
        "BernoulliMixture: weights \(weights.shape) and probabilities \(probabilities.shape) do not fit"
      )
    }
    if !(smoothing >= 0) { fail("BernoulliMixture: the smoothing \(smoothing) is negative") }
    (self.weights, self.probabilities) = (weights.detached(), probabilities.detached())
    self.smoothing = smoothing
  }

  /// Starts a mixture: each component half like some example and half like the mean of all.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as components.
  public init(
    seeding x: Tensor, componentCount: Int, smoothing: Float = 0.1,
    using rng: inout some RandomNumberGenerator
  ) {
    if x.rank != 2 || componentCount < 1 || x.shape[0] < componentCount {
      fail("BernoulliMixture: \(componentCount) components for examples of shape \(x.shape)")
    }
    let seeds = x[at: Array(permutation(x.shape[0], using: &rng)[..<componentCount])]
    self.init(
      weights: .full([componentCount], 1 / Float(componentCount)),
      probabilities: clamp((seeds + x.mean(alongAxis: 0)) / 2, 1e-3...(1 - 1e-3)),
      smoothing: smoothing)
  }

  /// Fits a mixture: starts from some examples, then improves it by expectation maximisation until that gains little.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as components.
  public init(
    fitting x: Tensor, componentCount: Int, smoothing: Float = 0.1, iterations: Int = 100,
    tolerance: Float = 1e-3, using rng: inout some RandomNumberGenerator
  ) {
    self.init(seeding: x, componentCount: componentCount, smoothing: smoothing, using: &rng)
    fit(x, iterations: iterations, tolerance: tolerance)
  }

  /// The mean of each coordinate: `Σₖ πₖ pₖ`.
  ///
  /// - Shapes: `[size]`.
  public var mean: Tensor { matmul(weights, probabilities) }

  /// The covariance: `Σₖ πₖ (diag(pₖ (1 − pₖ)) + pₖ pₖᵀ) − mean meanᵀ`.
  ///
  /// - Shapes: `[size, size]`.
  public var covariance: Tensor {
    let inside = matmul(weights, probabilities * (1 - probabilities))
    let distances = (probabilities - mean) * sqrt(weights).expanded(atAxis: 1)
    return inside * .identity(size) + product(distances, isTransposed: true, distances)
  }

  /// The logarithm of the probability that each component gives each example.
  ///
  /// `Σ_d x_d log(p_kd / (1 − p_kd)) + Σ_d log(1 − p_kd)`: one product of matrices for all examples and components.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  public func logConditional(_ x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] != size {
      fail("BernoulliMixture: examples of shape \(x.shape) for \(size) coordinates")
    }
    // What no example showed stays improbable instead of impossible.
    let p = clamp(probabilities, Self.least...(1 - Self.least))
    let (ones, zeros) = (log(p), log1p(-p))
    return product(
      x, isTransposed: false, ones - zeros, isTransposed: true, adding: zeros.sum(alongAxis: 1))
  }

  private static let least: Float = 1e-6

  /// The M-step: each component's probabilities are the means of the examples, weighted by their shares in it.
  ///
  /// `p_kd = (Σᵢ rᵢₖ xᵢ_d + s) / (Σᵢ rᵢₖ + 2s)`
  ///
  /// - Shapes: `x` `[count, size]`, `responsibilities` `[count, componentCount]`.
  public mutating func maximize(_ x: Tensor, responsibilities: Tensor) {
    let (x, shares) = (x.detached(), responsibilities.detached())
    let totals = shares.sum(alongAxis: 0)  // [componentCount]
    let ones = product(shares, isTransposed: true, x)  // [componentCount, size]
    let fitted = (ones + smoothing) / (totals + (2 * smoothing + 1e-20)).expanded(atAxis: 1)
    // A component without any share keeps its pattern.
    let isEmpty = (totals .< 1e-20).expanded(atAxis: 1).broadcast(to: fitted.shape)
    probabilities = fitted.replacing(with: probabilities, where: isEmpty)
    weights = maximum(totals, .full(totals.shape, 1e-20)) / Float(x.shape[0])
  }

  /// Draws an image of zeros and ones from each of the named components.
  ///
  /// - Shapes: result `[components.count, size]`.
  public func sample(
    given components: [Int], using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    require(components: components, in: "BernoulliMixture.sample")
    return .bernoulli(probabilities: clamp(probabilities[at: components], 0...1), using: &rng)
  }
}

extension BernoulliMixture: CustomStringConvertible {
  /// The sizes.
  public var description: String {
    "Mixture of \(componentCount) Bernoulli patterns of \(size) coordinates, \(parameterCount) parameters"
  }
}
