// SPDX-License-Identifier: MIT

import Glibc
import Tensors

extension BayesianGaussianMixture {
  /// Draws the components' means from the posterior by Gibbs sampling.
  ///
  /// A sweep draws each `zᵢ ~ p(zᵢ | μ, x)`, then each `μₖ ~ p(μₖ | z, x)`. The draws depend on each other, and
  /// become those of the posterior as the chain grows.
  ///
  /// - Parameters:
  ///   - count: The number of sweeps that are kept.
  ///   - warmUp: The number of sweeps before them.
  ///   - start: The means at the beginning.
  /// - Returns: The means after each sweep.
  /// - Paper: Geman & Geman (1984), *Stochastic Relaxation, Gibbs Distributions, and the Bayesian Restoration of Images*.
  public func gibbsSamples(
    _ count: Int, warmUp: Int = 100, from start: [Double],
    using rng: inout some RandomNumberGenerator
  ) -> [[Double]] {
    if start.count != componentCount || count < 0 || warmUp < 0 {
      fail("gibbsSamples: \(count) sweeps after \(warmUp) from \(start.count) means")
    }
    var (means, samples) = (start, [[Double]]())
    samples.reserveCapacity(count)
    for sweep in 0..<warmUp + count {
      let assignment = data.map { drawComponent(of: $0, means, using: &rng) }
      means = drawMeans(assignment, using: &rng)
      if sweep >= warmUp { samples.append(means) }
    }
    return samples
  }

  /// Draws an example's component: `p(zᵢ = k | μ, x) ∝ πₖ N(xᵢ | μₖ, σ²)`.
  private func drawComponent(
    of x: Double, _ means: [Double], using rng: inout some RandomNumberGenerator
  ) -> Int {
    let exponents = means.map { -(x - $0) * (x - $0) / (2 * variance) }
    let largest = exponents.max() ?? 0
    let shares = zip(weights, exponents).map { $0 * exp($1 - largest) }
    return drawnPlace(of: shares, using: &rng)
  }

  /// Draws the means, given the components of the examples.
  private func drawMeans(
    _ assignment: [Int], using rng: inout some RandomNumberGenerator
  ) -> [Double] {
    term(assignment).means.map { $0.sample(using: &rng) }
  }
}
