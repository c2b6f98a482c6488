// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors
import Testing

@Suite("Densities of independent numbers") struct DensityLaws {
  @Test("Densities integrate to one", arguments: Family.allCases)
  func normalized(_ family: Family) {
    let rule = Quadrature(over: family.support)
    let integral = rule.integral(family.member.distribution.logProb(rule.tensor))
    expectNear(integral, 1, tolerance: 1e-4)
  }

  @Test("Log-densities and entropies are SciPy's", arguments: Family.allCases)
  func published(_ family: Family) {
    let logProbs = family.member.distribution.logProb(Tensor(family.points).reshaped(3, 1))
    expectClose(logProbs, Tensor(family.published.logProbs), tolerance: 2e-6)
    expectClose(family.member.entropy, Tensor(family.published.entropy), tolerance: 2e-6)
  }

  @Test("The log-density of a vector is the sum over its coordinates", arguments: Family.allCases)
  func events(_ family: Family) {
    // A batch of two densities of three coordinates.
    let steps = Tensor([[0, 0.1, 0.2], [0.3, 0.4, 0.05]])
    let distribution = family.member(family.parameters.map { $0 + steps }).distribution
    let x = Tensor(family.points) * 0.9
    let parameters = steps.scalars.map { step in family.parameters.map { Double($0 + step) } }
    let expected = (0..<2).map { row in
      (0..<3).reduce(0.0) {
        $0 + family.logDensity(Double(x.scalars[$1]), parameters[3 * row + $1])
      }
    }
    #expect(distribution.shape == [2, 3])
    expectClose(distribution.logProb(x), Tensor(expected.map { Float($0) }), tolerance: 3e-6)
    expectClose(
      distribution.logProb(x.broadcast(to: [4, 1, 3])),
      Tensor(expected.map { Float($0) }).broadcast(to: [4, 2]), tolerance: 3e-6)
  }

  @Test("A density of single numbers sums nothing", arguments: Family.allCases)
  func singleNumbers(_ family: Family) {
    let distribution = family.member(family.parameters.map { Tensor($0) }).distribution
    let logProbs = distribution.logProb(Tensor(family.points))
    expectClose(logProbs, Tensor(family.published.logProbs), tolerance: 2e-6)
    var rng = PCG32(seed: 1)
    #expect(distribution.sample(5, using: &rng).shape == [5])
    #expect(distribution.sample(using: &rng).shape == [])
  }

  @Test("Gradients of the log-density are the differences", arguments: Family.allCases)
  func gradients(_ family: Family) {
    let leaves = family.parameters.map { Tensor($0) } + [Tensor(family.points).reshaped(3, 1)]
    let count = family.parameters.count
    let (_, gradients) = valueWithGradients(at: leaves) { leaves in
      let parameters = leaves[..<count].map { $0.reshaped(1) }
      return family.member(parameters).distribution.logProb(leaves[count]).sum()
    }
    let point = family.parameters.map { Double($0) } + family.points.map { Double($0) }
    let actual = gradients.flatMap(\.scalars)
    for place in point.indices {
      let expected = difference(
        of: { p in
          p[count...].reduce(0) { $0 + family.logDensity($1, Array(p[..<count])) }
        }, at: point, place)
      expectNear(actual[place], expected, tolerance: 1e-5, "∂/∂\(place)")
    }
  }

  @Test("Second derivatives of the log-density are the differences", arguments: Family.allCases)
  func secondGradients(_ family: Family) {
    let point = family.parameters + [family.points[1] * 1.5]
    let count = family.parameters.count
    let matrix = hessian(at: Tensor(point)) { leaf in
      let parameters = (0..<count).map { leaf[$0..<$0 + 1] }
      return family.member(parameters).distribution.logProb(leaf[count..<count + 1])
    }
    for row in point.indices {
      for column in point.indices {
        let expected = secondDifference(
          of: { family.logDensity($0[count], Array($0[..<count])) },
          at: point.map { Double($0) }, row, column)
        expectNear(matrix[row, column].scalar, expected, tolerance: 1e-4, "∂²/∂\(row)∂\(column)")
      }
    }
  }

  @Test("The entropy is the expected surprise", arguments: Family.allCases)
  func entropy(_ family: Family) {
    let rule = Quadrature(over: family.support)
    let logProbs = family.member.distribution.logProb(rule.tensor)
    let surprise = rule.integral(logProbs) { -$0 }
    expectNear(family.member.entropy.scalar, surprise, tolerance: 2e-4)
  }

  @Test("Means and variances are the textbook's", arguments: Family.allCases)
  func moments(_ family: Family) {
    let (mean, variance) = family.moments(family.parameters.map { Double($0) })
    expectNear(family.member.mean.scalar, mean, tolerance: 1e-6)
    expectNear(family.member.variance.scalar, variance, tolerance: 1e-6)
  }

  static let withDivergence = Family.allCases.filter { $0.member.divergence != nil }

  @Test("The divergence is the integral of the log-ratio", arguments: withDivergence)
  func divergence(_ family: Family) {
    let rule = Quadrature(over: family.support)
    let other = family.member(family.otherParameters.map { Tensor([$0]) }).distribution
    let logP = family.member.distribution.logProb(rule.tensor)
    let ratios = zip(logP.scalars, other.logProb(rule.tensor).scalars)
    let expected = zip(rule.weights, ratios).reduce(0) { sum, term in
      let (p, q) = (Double(term.1.0), Double(term.1.1))
      return p == -.infinity ? sum : sum + term.0 * exp(p) * (p - q)
    }
    let actual = family.member.divergence?(family.otherParameters.map { Tensor([$0]) })
    expectNear(actual?.scalar ?? .nan, expected, tolerance: 3e-4)
  }

  @Test("The divergence is what samples say", arguments: withDivergence)
  func divergenceOfSamples(_ family: Family) {
    var rng = PCG32(seed: 31)
    let others = family.otherParameters.map { Tensor([$0]) }
    let x = family.member.distribution.sample(10_000, using: &rng)
    let ratios =
      family.member.distribution.logProb(x) - family.member(others).distribution.logProb(x)
    expectMean(of: ratios.scalars, Double(family.member.divergence?(others).scalar ?? .nan))
  }

  @Test("The divergence to itself is zero, to others positive", arguments: withDivergence)
  func nonNegative(_ family: Family) {
    let own = family.member.divergence?(family.parameters.map { Tensor([$0]) }).scalar ?? .nan
    #expect(abs(own) < 1e-6)
    for factor: Float in [0.5, 0.9, 1.1, 2] {
      // Only a wider range can hold the uniform one.
      let factor = family == .uniform ? max(factor, 1 / factor) : factor
      let other = family.parameters.map { Tensor([$0 * factor]) }
      #expect((family.member.divergence?(other).scalar ?? .nan) > 0)
    }
  }

  @Test("Divergences of vectors are summed and repeated over a batch") func batches() {
    let posterior = Normal(
      mean: Tensor([[1, 2], [0, 0]]), standardDeviation: Tensor([[1, 2], [1, 1]]))
    let divergence = posterior.klDivergence(to: .standard(2))
    // ½ Σ (σ² + μ² − 1) − log σ
    expectClose(divergence, Tensor([0.5 + 3.5 - Float(log(2.0)), 0]), tolerance: 1e-6)
  }

  @Test("Outside the support the density is zero") func support() {
    #expect(Exponential(rate: 2).logProb(Tensor([-1])).scalar == -.infinity)
    #expect(Gamma(concentration: 2, rate: 2).logProb(Tensor([-1])).scalar == -.infinity)
    let impossible = Tensor([-.infinity, -.infinity])
    #expect(Beta(alpha: 2, beta: 3).logProb(Tensor([-0.1, 1.1])) == impossible)
    #expect(Uniform(0..<2).logProb(Tensor([-0.1, 2.1])) == impossible)
    let wide = Uniform(0..<2).klDivergence(to: Uniform(1..<2))
    #expect(wide.scalar == .infinity)
  }

  @Test("At the ends of the support exponents of zero count as one") func ends() {
    #expect(Beta(alpha: 1, beta: 1).logProb(Tensor([0, 1])).scalars == [0, 0])
    #expect(Gamma(concentration: 1, rate: 2).logProb(Tensor([0])).scalar == log(Float(2)))
  }
}
