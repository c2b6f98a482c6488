// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// Independent means and assignments: the mean-field family of a Bayesian mixture.
///
/// `q(μ, z) = Πₖ N(μₖ | mₖ, sₖ²) Πᵢ Cat(zᵢ | rᵢ)`
///
/// - Units: nats.
/// - Paper: Blei, Kucukelbir & McAuliffe (2017), *Variational Inference: A Review for Statisticians*, arXiv:1601.00670.
public struct MixtureMeanField: MeanFieldFamily, Sendable {
  /// The distribution of each component's mean.
  public var means: [UnivariateGaussian]
  /// The probability of each component for each example.
  public var responsibilities: [[Double]]

  /// Makes a distribution with given means and the responsibilities that follow from them.
  public init(means: [UnivariateGaussian], of model: BayesianGaussianMixture) {
    if means.count != model.componentCount {
      fail("MixtureMeanField: \(means.count) means for \(model.componentCount) components")
    }
    self.means = means
    responsibilities = []
    responsibilities = bestResponsibilities(on: model)
  }

  /// Starts with components at examples that are drawn at random.
  public static func random(
    _ model: BayesianGaussianMixture, using rng: inout some RandomNumberGenerator
  ) -> MixtureMeanField {
    let centers = model.data.shuffled(using: &rng).prefix(model.componentCount)
    if centers.count < model.componentCount {
      fail("MixtureMeanField: \(model.count) examples for \(model.componentCount) components")
    }
    let deviation = model.variance.squareRoot()
    return MixtureMeanField(
      means: centers.map { UnivariateGaussian(mean: $0, standardDeviation: deviation) }, of: model)
  }

  /// The evidence lower bound.
  ///
  /// `Σₖ E[log p(μₖ)] + Σᵢₖ rᵢₖ (log πₖ + E[log N(xᵢ | μₖ, σ²)]) + Σₖ H(q(μₖ)) + Σᵢ H(rᵢ)`
  public func elbo(of model: BayesianGaussianMixture) -> Double {
    let prior = means.reduce(0) { $0 - $1.klDivergence(to: model.prior) }
    return zip(scores(on: model), responsibilities).reduce(prior) { sum, pair in
      zip(pair.0, pair.1).reduce(sum) { $1.1 > 0 ? $0 + $1.1 * ($1.0 - log($1.1)) : $0 }
    }
  }

  /// What speaks for each component of each example: `log πₖ + E[log N(xᵢ | μₖ, σ²)]`.
  private func scores(on model: BayesianGaussianMixture) -> [[Double]] {
    let constant = log(2 * .pi * model.variance)
    return model.data.map { x in
      means.indices.map { k in
        let shift = x - means[k].mean
        let square = shift * shift + means[k].variance
        return log(model.weights[k]) - (constant + square / model.variance) / 2
      }
    }
  }

  /// The best responsibilities for the means: `rᵢₖ ∝ πₖ exp E[log N(xᵢ | μₖ, σ²)]`.
  private func bestResponsibilities(on model: BayesianGaussianMixture) -> [[Double]] {
    scores(on: model).map { DiscreteDistribution(logWeights: $0).probabilities }
  }

  /// Gives first each example, then each mean its best form.
  ///
  /// `rᵢₖ ∝ πₖ exp((xᵢ mₖ − (mₖ² + sₖ²) / 2) / σ²)`, `sₖ² = 1 / (1/σ₀² + Σᵢ rᵢₖ / σ²)`, `mₖ = sₖ² Σᵢ rᵢₖ xᵢ / σ²`
  public mutating func updateFactors(on model: BayesianGaussianMixture) {
    responsibilities = bestResponsibilities(on: model)
    means = model.posterior(shares: responsibilities)
  }

  /// The means, the logarithms of their standard deviations, and those of the responsibilities.
  public var parameters: [Double] {
    get {
      means.map(\.mean) + means.map { log($0.standardDeviation) }
        + responsibilities.joined().map { log(max($0, 1e-300)) }
    }
    set {
      let count = means.count
      means = (0..<count).map {
        UnivariateGaussian(mean: newValue[$0], standardDeviation: exp(newValue[count + $0]))
      }
      responsibilities = responsibilities.indices.map { i in
        let logits = newValue[(2 + i) * count..<(3 + i) * count]
        return DiscreteDistribution(logWeights: Array(logits)).probabilities
      }
    }
  }

  /// The gradient of the bound.
  public func gradient(of model: BayesianGaussianMixture) -> [Double] {
    let slopes = means.indices.map { k in
      zip(model.data, responsibilities).reduce(-means[k].mean / model.priorVariance) {
        $0 + $1.1[k] * ($1.0 - means[k].mean) / model.variance
      }
    }
    let widths = means.indices.map { k in
      let total = responsibilities.reduce(0) { $0 + $1[k] }
      return 1 - means[k].variance * (1 / model.priorVariance + total / model.variance)
    }
    let logits = zip(scores(on: model), responsibilities).flatMap { scores, shares in
      let surplus = zip(scores, shares).map { $0 - log(max($1, 1e-300)) }
      let middle = dot(surplus, shares)
      return zip(surplus, shares).map { $1 * ($0 - middle) }
    }
    return slopes + widths + logits
  }

  /// The predictive density of a new example with the means' uncertainty: `Σₖ πₖ N(x | mₖ, σ² + sₖ²)`.
  public func predictiveDensity(_ x: Double, of model: BayesianGaussianMixture) -> Double {
    zip(model.weights, means).reduce(0) { sum, pair in
      let deviation = (model.variance + pair.1.variance).squareRoot()
      let component = UnivariateGaussian(mean: pair.1.mean, standardDeviation: deviation)
      return sum + pair.0 * exp(component.logProb(x))
    }
  }
}
