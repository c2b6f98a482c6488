// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors
import Testing

@Suite("Samples of densities") struct SampleLaws {
  static let count = 10_000

  @Test("Samples follow the density", arguments: Family.allCases)
  func distribution(_ family: Family) {
    var rng = PCG32(seed: 21)
    let sample = family.member.distribution.sample(Self.count, using: &rng)
    let rule = Quadrature(over: family.support, count: 2000)
    let logProbs = family.member.distribution.logProb(rule.tensor).scalars
    let sorted = sample.scalars.sorted()
    var (cumulative, below, greatest) = (0.0, 0, 0.0)
    for (index, point) in rule.points.enumerated() {
      let mass = rule.weights[index] * exp(Double(logProbs[index]))
      cumulative += mass
      while below < sorted.count, Double(sorted[below]) <= point { below += 1 }
      // The point stands in the middle of its cell.
      let gap = Double(below) / Double(Self.count) - (cumulative - mass / 2)
      greatest = max(greatest, abs(gap))
    }
    // Kolmogorov and Smirnov: a gap above 1.95 / √n has a probability below 0.001.
    #expect(greatest < 1.95 / Double(Self.count).squareRoot() + 1e-3)
  }

  @Test("Samples have the mean and the variance", arguments: Family.allCases)
  func moments(_ family: Family) {
    var rng = PCG32(seed: 22)
    let (mean, variance) = family.moments(family.parameters.map { Double($0) })
    let sample = family.member.distribution.sample(Self.count, using: &rng).scalars
    expectMean(of: sample, mean)
    expectMean(of: sample.map { ($0 - Float(mean)) * ($0 - Float(mean)) }, variance)
  }

  @Test("Gradients of expectations pass through samples", arguments: Family.allCases)
  func reparameterized(_ family: Family) {
    let leaves = family.parameters.map { Tensor.full([Self.count, 1], $0) }
    let (_, gradients) = valueWithGradients(at: leaves) { leaves in
      var rng = PCG32(seed: 23)
      let x = family.member(leaves).distribution.sample(using: &rng)
      return (x * x).sum()
    }
    for (place, gradient) in gradients.enumerated() {
      let expected = difference(
        of: { p in
          let (mean, variance) = family.moments(p)
          return variance + mean * mean
        }, at: family.parameters.map { Double($0) }, place)
      expectMean(of: gradient.scalars, expected, "∂/∂p\(place)")
    }
  }

  @Test("Samples have the counts before the batch", arguments: Family.allCases)
  func shapes(_ family: Family) {
    var rng = PCG32(seed: 24)
    let distribution = family.member(family.parameters.map { .full([4, 3], $0) }).distribution
    #expect(distribution.sample(using: &rng).shape == [4, 3])
    #expect(distribution.sample(5, using: &rng).shape == [5, 4, 3])
    #expect(distribution.sample([2, 5], using: &rng).shape == [2, 5, 4, 3])
    #expect(distribution.logProb(distribution.sample([2, 5], using: &rng)).shape == [2, 5, 4])
  }

  @Test("A seed gives the same samples again", arguments: Family.allCases)
  func reproducible(_ family: Family) {
    var (first, second) = (PCG32(seed: 25), PCG32(seed: 25))
    let distribution = family.member.distribution
    #expect(
      distribution.sample(50, using: &first) == distribution.sample(50, using: &second))
  }

  @Test("Samples of a tiny concentration stay inside the simplex") func tiny() {
    var rng = PCG32(seed: 26)
    let beta = Beta(alpha: 0.01, beta: 0.02).sample(100, using: &rng)
    #expect(beta.min().scalar >= 0 && beta.max().scalar <= 1)
  }
}

@Suite("Distribution functions") struct QuantileLaws {
  enum Kind: CaseIterable {
    case normal, laplace, logistic, uniform, exponential

    var distribution: any QuantileDistribution {
      switch self {
      case .normal: Normal(mean: Tensor([0.3]), standardDeviation: Tensor([1.7]))
      case .laplace: Laplace(mean: Tensor([0.3]), scale: Tensor([1.7]))
      case .logistic: Logistic(mean: Tensor([0.3]), scale: Tensor([1.7]))
      case .uniform: Uniform(low: Tensor([-1.5]), high: Tensor([2]))
      case .exponential: Exponential(rate: Tensor([1.7]))
      }
    }

    func cdf(_ x: Double) -> Double {
      let z = (x - 0.3) / 1.7
      switch self {
      case .normal: return (1 + erf(z / 2.0.squareRoot())) / 2
      case .laplace: return z < 0 ? exp(z) / 2 : 1 - exp(-z) / 2
      case .logistic: return 1 / (1 + exp(-z))
      case .uniform: return min(max((x + 1.5) / 3.5, 0), 1)
      case .exponential: return x < 0 ? 0 : 1 - exp(-1.7 * x)
      }
    }
  }

  @Test("They are those of the textbook", arguments: Kind.allCases) func values(_ kind: Kind) {
    let x = Tensor.linspace(-4, 5, count: 37).reshaped(37, 1)
    let expected = x.scalars.map { Float(kind.cdf(Double($0))) }
    expectClose(
      kind.distribution.cdf(x), Tensor(expected).reshaped(37, 1), tolerance: 1e-6)
  }

  @Test("Their slope is the density", arguments: Kind.allCases) func slope(_ kind: Kind) {
    let x = Tensor([-1.2, -0.3, 0.3, 0.7, 1.9]).reshaped(5, 1)  // 0.3 is a mean
    let slope = gradient(at: x) { kind.distribution.cdf($0).sum() }
    expectClose(slope.flattened(), exp(kind.distribution.logProb(x)), tolerance: 1e-6)
  }

  @Test("Quantiles invert them", arguments: Kind.allCases) func quantiles(_ kind: Kind) {
    let p = Tensor([0.001, 0.1, 0.3, 0.5, 0.9, 0.999]).reshaped(6, 1)
    expectClose(
      kind.distribution.cdf(kind.distribution.quantile(p)), p, tolerance: 1e-6)
  }

  @Test("A grid of quantiles shows the plane as a plot does") func grid() {
    let grid = Normal.standard(2).quantileGrid(20)
    #expect(grid.shape == [400, 2])
    // Φ⁻¹(0.025) = −1.959964: the first point stands on the left, above.
    expectClose(grid[0], Tensor([-1.959_964, 1.959_964]), tolerance: 1e-5)
    expectClose(grid[19], Tensor([1.959_964, 1.959_964]), tolerance: 1e-5)
    expectClose(grid[399], Tensor([1.959_964, -1.959_964]), tolerance: 1e-5)
    let line = Uniform(low: .zeros([1]), high: .ones([1])).quantileGrid(4)
    expectClose(line, Tensor([[0.125], [0.375], [0.625], [0.875]]), tolerance: 1e-6)
  }
}
