// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A Gaussian mixture of one variable whose means are random too, together with its data.
///
/// `μₖ ~ N(0, σ₀²)`, `zᵢ ~ Cat(π)`, `xᵢ | zᵢ, μ ~ N(μ_{zᵢ}, σ²)`
///
/// The evidence `log p(x)` is a sum over the `Kⁿ` ways to assign `n` examples to `K` components.
/// - Units: nats.
/// - Paper: Blei, Kucukelbir & McAuliffe (2017), *Variational Inference: A Review for Statisticians*, arXiv:1601.00670.
public struct BayesianGaussianMixture: Sendable {
  /// The examples `xᵢ`.
  public let data: [Double]
  /// The probabilities `πₖ` of the components.
  public let weights: [Double]
  /// The variance `σ₀²` of the means.
  public let priorVariance: Double
  /// The variance `σ²` of the examples of a component.
  public let variance: Double

  /// Makes the model of some data with known weights.
  ///
  /// - Requires: Positive weights that sum to 1, and positive variances.
  public init(data: [Double], weights: [Double], priorVariance: Double, variance: Double = 1) {
    let sum = weights.reduce(0, +)
    if !(abs(sum - 1) <= 1e-9) || weights.contains(where: { !($0 > 0) }) {
      fail("BayesianGaussianMixture: the weights \(weights) are not positive or sum to \(sum)")
    }
    if !(priorVariance > 0 && variance > 0) {
      fail("BayesianGaussianMixture: variances of \(priorVariance) and \(variance)")
    }
    (self.data, self.weights) = (data, weights)
    (self.priorVariance, self.variance) = (priorVariance, variance)
  }

  /// Makes the model of some data with components that are equally likely.
  public init(data: [Double], componentCount: Int, priorVariance: Double, variance: Double = 1) {
    self.init(
      data: data, weights: Array(repeating: 1 / Double(componentCount), count: componentCount),
      priorVariance: priorVariance, variance: variance)
  }

  /// The number of components.
  public var componentCount: Int { weights.count }
  /// The number of examples.
  public var count: Int { data.count }

  /// Draws examples from components with given means, each equally likely.
  public static func sample(
    _ count: Int, means: [Double], standardDeviation: Double = 1,
    using rng: inout some RandomNumberGenerator
  ) -> [Double] {
    (0..<count).map { _ in
      means[Int.random(in: means.indices, using: &rng)]
        + standardDeviation * standardNormal(using: &rng)
    }
  }

  /// The prior of each mean.
  public var prior: UnivariateGaussian {
    UnivariateGaussian(mean: 0, standardDeviation: priorVariance.squareRoot())
  }

  /// The joint density of the data, means and assignments: `log p(x, z, μ)`.
  public func logJoint(means: [Double], assignment: [Int]) -> Double {
    let deviation = variance.squareRoot()
    let known = means.reduce(0) { $0 + prior.logProb($1) }
    return zip(data, assignment).reduce(known) { sum, pair in
      let component = UnivariateGaussian(mean: means[pair.1], standardDeviation: deviation)
      return sum + log(weights[pair.1]) + component.logProb(pair.0)
    }
  }

  /// The posterior of each mean, where the examples' components are known: `p(μₖ | x, z)`.
  ///
  /// - Parameters:
  ///   - shares: How much of each example belongs to each component: for a certain assignment 1 or 0.
  func posterior(shares: [[Double]]) -> [UnivariateGaussian] {
    weights.indices.map { k in
      let total = shares.reduce(0) { $0 + $1[k] }
      let sum = zip(data, shares).reduce(0) { $0 + $1.0 * $1.1[k] }
      return posterior(count: total, sum: sum)
    }
  }

  /// The posterior of a mean, given how many examples its component has and what they add up to.
  private func posterior(count: Double, sum: Double) -> UnivariateGaussian {
    let precision = 1 / priorVariance + count / variance
    return UnivariateGaussian(
      mean: sum / variance / precision, standardDeviation: (1 / precision).squareRoot())
  }

  /// The posterior of each mean for one assignment, and the joint probability `log p(x, z)`.
  ///
  /// The means are integrated out: of a group of `n` examples with sum `s`
  /// `log p = −½ (n log 2πσ² + log(1 + nσ₀²/σ²) + (Σx² − s² / (n + σ²/σ₀²)) / σ²)`.
  func term(_ assignment: [Int]) -> (logJoint: Double, means: [UnivariateGaussian]) {
    var counts = [Double](repeating: 0, count: componentCount)
    var sums = counts
    var logJoint = 0.0
    for (x, k) in zip(data, assignment) {
      counts[k] += 1
      sums[k] += x
      logJoint += log(weights[k]) - (log(2 * .pi * variance) + x * x / variance) / 2
    }
    let means = weights.indices.map { posterior(count: counts[$0], sum: sums[$0]) }
    for k in weights.indices {
      let ratio = priorVariance / variance
      logJoint -= log(1 + counts[k] * ratio) / 2
      logJoint += sums[k] * sums[k] / (counts[k] + 1 / ratio) / variance / 2
    }
    return (logJoint, means)
  }

  /// The terms of the evidence: `log p(x, z)` for each of the `Kⁿ` assignments.
  ///
  /// - Requires: No more than 2²⁶ assignments.
  public func logTerms() -> [Double] {
    Assignments(enumerating: count, classes: componentCount).map { term($0).logJoint }
  }

  /// The exact evidence `log p(x)`, by going through all `Kⁿ` assignments.
  ///
  /// - Requires: No more than 2²⁶ assignments.
  public func logEvidence() -> Double { logSumExp(logTerms()) }

  /// The exact posterior, by going through all `Kⁿ` assignments.
  ///
  /// - Requires: No more than 2²⁶ assignments.
  public func exactPosterior() -> ExactMixturePosterior {
    ExactMixturePosterior(
      terms: Assignments(enumerating: count, classes: componentCount).map { assignment in
        let term = term(assignment)
        return ExactMixturePosterior.Term(
          assignment: assignment, logJoint: term.logJoint, means: term.means)
      })
  }
}

/// The posterior of a small Bayesian mixture: a term for each assignment of examples to components.
public struct ExactMixturePosterior: Sendable {
  /// One assignment and what follows from it.
  public struct Term: Sendable {
    /// The component of each example.
    public let assignment: [Int]
    /// The joint probability of data and assignment: `log p(x, z)`.
    public let logJoint: Double
    /// The posterior of each mean, given the assignment.
    public let means: [UnivariateGaussian]
  }

  /// All terms.
  public let terms: [Term]
  /// The evidence `log p(x)`.
  public let logEvidence: Double
  private let weights: [Double]

  init(terms: [Term]) {
    self.terms = terms
    let total = logSumExp(terms.map(\.logJoint))
    logEvidence = total
    weights = terms.map { exp($0.logJoint - total) }
  }

  /// The density of a component's mean: `p(μₖ | x)`, a mixture of as many Gaussians as there are terms.
  public func density(ofMean k: Int, at value: Double) -> Double {
    zip(weights, terms).reduce(0) { sum, pair in
      pair.0 < 1e-12 ? sum : sum + pair.0 * exp(pair.1.means[k].logProb(value))
    }
  }

  /// The divergence of a mean-field posterior from this one.
  ///
  /// `KL(q ‖ p) = Σ q(z) (log q(z) / p(z | x) + Σₖ KL(q(μₖ) ‖ p(μₖ | x, z)))`
  public func klDivergence(from q: MixtureMeanField) -> Double {
    terms.reduce(0) { sum, term in
      let logQ = zip(term.assignment, q.responsibilities).reduce(0) { $0 + log($1.1[$1.0]) }
      if logQ == -.infinity { return sum }
      let own = logQ - (term.logJoint - logEvidence)
      let means = zip(q.means, term.means).reduce(0) { $0 + $1.0.klDivergence(to: $1.1) }
      return sum + exp(logQ) * (own + means)
    }
  }
}
