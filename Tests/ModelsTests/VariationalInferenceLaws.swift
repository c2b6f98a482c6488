// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

/// The lecture's Boltzmann machine: spins, w₁₂ = w₁₃ = −1, w₂₃ = 2, b₂ = 1, each pair counted once.
private let machine = BoltzmannMachine(
  .spins, pairs: [(0, 1, -1), (0, 2, -1), (1, 2, 2)], biases: [0, 1, 0])

/// Whether two numbers differ by no more than a tolerance.
private func isClose(_ actual: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
  abs(actual - expected) <= tolerance
}

/// Expects the gradient of a family's bound to be its slope, by central differences.
private func expectSlope<Family: VariationalFamily>(
  _ q: Family, of model: Family.Model, sourceLocation: SourceLocation = #_sourceLocation
) {
  let gradient = q.gradient(of: model)
  for place in q.parameters.indices {
    let bounds = [1e-5, -1e-5].map { step in
      var moved = q
      moved.parameters[place] += step
      return moved.elbo(of: model)
    }
    let slope = (bounds[0] - bounds[1]) / 2e-5
    #expect(
      isClose(gradient[place], slope, 1e-6 * max(1, abs(slope))), "parameter \(place)",
      sourceLocation: sourceLocation)
  }
}

@Suite("Divergences of tables") struct DiscreteDistributionLaws {
  @Test("Drawn states have the table's shares; total variation is half the sum of differences")
  func draws() {
    let p = DiscreteDistribution([0.5, 0.3, 0, 0.2])
    var rng = PCG32(seed: 21)
    let chain = StateChain(visits: p.sample(10_000, using: &rng), stateCount: 4)
    #expect(chain.distribution().totalVariation(to: p) < 0.015)
    #expect(chain.distribution()[2] == 0)
    #expect(abs(p.totalVariation(to: DiscreteDistribution([0.2, 0.3, 0.4, 0.1])) - 0.4) < 1e-15)
  }

  @Test("A fair and a biased coin are as far apart as their definition says")
  func coins() {
    let (fair, biased) = (DiscreteDistribution([0.5, 0.5]), DiscreteDistribution([0.9, 0.1]))
    // ½ log(½ / .9) + ½ log(½ / .1) and .9 log(.9 / ½) + .1 log(.1 / ½), by SciPy's rel_entr.
    #expect(isClose(fair.klDivergence(to: biased), 0.510825623765990, 1e-14))
    #expect(isClose(biased.klDivergence(to: fair), 0.368064207168497, 1e-14))
    #expect(isClose(fair.entropy, log(2.0), 1e-15))
  }

  @Test("What one table forbids and the other allows is infinitely far, not the other way round")
  func support() {
    let (wide, narrow) = (DiscreteDistribution([0.5, 0.5]), DiscreteDistribution([1, 0]))
    #expect(wide.klDivergence(to: narrow) == .infinity)
    #expect(isClose(narrow.klDivergence(to: wide), log(2)))
    #expect(narrow.entropy == 0)
  }

  @Test("The divergence is positive for different tables and zero for equal ones") func sign() {
    var rng = PCG32(seed: 3)
    for _ in 0..<200 {
      let p = DiscreteDistribution.random(5, using: &rng)
      let q = DiscreteDistribution.random(5, using: &rng)
      #expect(p.klDivergence(to: q) > 0 && p.klDivergence(to: p) == 0)
      #expect(isClose(p.probabilities.reduce(0, +), 1))
    }
  }

  @Test(
    "Random tables are uniform on the simplex: a state's probability has the moments of Beta(1, n − 1)"
  )
  func simplex() {
    var rng = PCG32(seed: 5)
    let first = (0..<4000).map { _ in DiscreteDistribution.random(4, using: &rng)[0] }
    let mean = first.reduce(0, +) / 4000
    let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
    #expect(isClose(mean, 0.25, 0.01) && isClose(variance, 0.0375, 0.004))
  }

  @Test("There are Kⁿ assignments, each once, the last variable fastest") func assignments() {
    let all = Array(Assignments(of: 4, classes: 3))
    #expect(all.count == 81 && Set(all).count == 81)
    #expect(all[0] == [0, 0, 0, 0] && all[1] == [0, 0, 0, 1] && all[80] == [2, 2, 2, 2])
    #expect(Array(Assignments(of: 0, classes: 2)) == [[]])
  }

  @Test("The logarithm of a sum of exponentials does not overflow") func logSum() {
    #expect(isClose(logSumExp([1000, 1000]), 1000 + log(2), 1e-9))
    #expect(logSumExp([-.infinity]) == -.infinity && logSumExp([]) == -.infinity)
  }
}

@Suite("Variational inference") struct VariationalInferenceLaws {
  @Test("For every q the bound and the divergence make the evidence") func identity() {
    var rng = PCG32(seed: 7)
    let model = DiscreteLatentModel(
      prior: .random(6, using: &rng),
      logLikelihood: (0..<6).map { _ in Double.random(in: -4...1, using: &rng) })
    let evidence = zip(model.prior.probabilities, model.logLikelihood).reduce(0) {
      $0 + $1.0 * exp($1.1)
    }
    #expect(isClose(model.logEvidence, log(evidence)))
    for _ in 0..<100 {
      let q = CategoricalFamily(logits: (0..<6).map { _ in Double.random(in: -3...3, using: &rng) })
      let divergence = q.distribution.klDivergence(to: model.posterior)
      #expect(isClose(q.elbo(of: model) + divergence, model.logEvidence))
    }
  }

  @Test("Where the family holds the posterior both algorithms close the gap") func closing() {
    let model = DiscreteLatentModel(
      prior: DiscreteDistribution([0.5, 0.3, 0.2]), logLikelihood: [-2, 0, 1])
    let start = CategoricalFamily(logits: [3, 0, 0])
    let climbed = maximizeELBO(
      of: model, over: start, by: .gradientAscent(learningRate: 1), steps: 500)
    let jumped = maximizeELBO(of: model, over: start, by: .coordinateAscent)
    #expect(isClose(climbed.elbo, model.logEvidence, 1e-6) && climbed.smallestGain > -1e-12)
    #expect(isClose(jumped.elbos[1], model.logEvidence))
  }

  @Test("The gradients of all families are the slopes of their bounds") func slopes() {
    var rng = PCG32(seed: 11)
    let table = DiscreteLatentModel(
      prior: DiscreteDistribution([0.5, 0.3, 0.2]), logLikelihood: [-2, 0, 1])
    expectSlope(CategoricalFamily(logits: [0.3, -0.2, 0.5]), of: table)
    expectSlope(MeanField.random(3, using: &rng), of: machine)
    let bumps = UnnormalizedDensity(over: -8...8) { -$0 * $0 / 2 + sin(2 * $0) }
    expectSlope(UnivariateGaussian(mean: 0.4, standardDeviation: 0.8), of: bumps)
    let gaussian = GaussianPotential(
      precision: [[2, 0.5], [0.5, 1]], linear: [1, -1], constant: 3)
    expectSlope(FactorizedGaussian(size: 2), of: gaussian)
    let mixture = BayesianGaussianMixture(
      data: [-1, 0.5, 2], weights: [0.3, 0.7], priorVariance: 4, variance: 0.5)
    expectSlope(MixtureMeanField.random(mixture, using: &rng), of: mixture)
  }

  @Test("The lecture's machine has its partition function, table and means") func slides() {
    #expect(isClose(machine.logPartition, 5.149934, 1e-6))
    #expect(isClose(exp(machine.logPartition), 172.4202, 1e-4))
    // Moments of the eight states, computed in NumPy.
    let expected = [-0.730641, 0.761594, 0.754215]
    for (mean, reference) in zip(machine.means, expected) {
      #expect(isClose(mean, reference, 1e-6))
    }
    #expect(machine.happiness([-1, 1, -1]) == -1)
  }

  @Test("A chain of spins has the partition function that its closed form says") func chain() {
    let links = (1..<8).map { ($0 - 1, $0, 0.7) }
    let chain = BoltzmannMachine(.spins, pairs: links, biases: Array(repeating: 0, count: 8))
    #expect(isClose(chain.logPartition, 8 * log(2.0) + 7 * log(cosh(0.7))))
  }

  @Test("Mean field of the lecture's machine ends at one of its two fixed points, and never falls")
  func fixedPoints() {
    var rng = PCG32(seed: 13)
    var ends: Set<Int> = []
    for _ in 0..<20 {
      let fit = maximizeELBO(
        of: machine, over: MeanField.random(3, using: &rng), by: .coordinateAscent)
      #expect(fit.smallestGain > -1e-12)
      ends.insert(Int((fit.elbo * 1e6).rounded()))
      let divergence = fit.q.distribution.klDivergence(to: machine.distribution)
      #expect(isClose(fit.elbo + divergence, machine.logPartition, 1e-11))
    }
    // Both from a search with SciPy's fsolve on mᵢ = tanh(Σ wᵢⱼ mⱼ + bᵢ).
    #expect(ends == [5_021_180, 3_040_827])
  }

  @Test("True means make another q than the least reverse divergence") func moments() {
    let matched = MeanField(means: machine.means)
    let p = machine.distribution
    #expect(isClose(p.klDivergence(to: matched.distribution), 0.6442, 1e-4))
    #expect(isClose(matched.distribution.klDivergence(to: p), 0.9988, 1e-4))
    #expect(isClose(matched.entropy, matched.distribution.entropy))
  }

  @Test("Mean field of a correlated Gaussian has variance 1 − ρ² and the right mean") func narrow()
  {
    let gaussian = GaussianPotential(mean: [1, -2], covariance: [[1, 0.8], [0.8, 1]])
    let fit = maximizeELBO(of: gaussian, over: FactorizedGaussian(size: 2), by: .coordinateAscent)
    #expect(isClose(gaussian.logPartition, 0))
    for (index, mean) in [1.0, -2].enumerated() {
      #expect(isClose(fit.q.variances[index], 0.36))
      #expect(isClose(fit.q.means[index], mean, 1e-6))
    }
    // KL of the mean field: −½ log(1 − ρ²).
    #expect(isClose(fit.q.klDivergence(to: gaussian), -log(0.36) / 2, 1e-9))
  }

  @Test("Probabilistic PCA: the bound and the divergence make the density of the example")
  func pca() {
    let potential = GaussianPotential(
      probabilisticPCA: [[1, 0.2], [0.8, -0.5], [0.1, 0.9]], mean: [0.1, 0, -0.2], variance: 0.4,
      at: [1.2, -0.3, 0.8])
    // SciPy 1.17.1, multivariate_normal(μ, WWᵀ + σ²I).logpdf(x).
    let reference = -3.710_322_086_472_677
    #expect(isClose(potential.logPartition, reference, 1e-8))
    let q = FactorizedGaussian([
      UnivariateGaussian(mean: 0.3, standardDeviation: 0.5),
      UnivariateGaussian(mean: -1, standardDeviation: 2),
    ])
    #expect(isClose(q.elbo(of: potential) + q.klDivergence(to: potential), reference, 1e-8))
  }

  @Test("A sum over too many states is refused, with what to do instead") func refusal() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let data = [Double](repeating: 0, count: 1000)
      _ = BayesianGaussianMixture(data: data, componentCount: 3, priorVariance: 1).logEvidence()
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("3^1000 terms are too many"))
  }
}
