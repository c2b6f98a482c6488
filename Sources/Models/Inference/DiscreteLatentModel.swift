// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A model of one observation `x` with a latent state `z` that has finitely many values.
///
/// `p(x, z) = p(x | z) p(z)`
///
/// - Units: nats.
public struct DiscreteLatentModel: Sendable {
  /// What is believed before the observation: `p(z)`.
  public let prior: DiscreteDistribution
  /// How likely the observation is in each state: `log p(x | z)`.
  public let logLikelihood: [Double]

  /// Makes the model of an observation.
  ///
  /// - Requires: A log-likelihood for each state.
  public init(prior: DiscreteDistribution, logLikelihood: [Double]) {
    if prior.count != logLikelihood.count {
      fail("DiscreteLatentModel: \(logLikelihood.count) likelihoods for \(prior.count) states")
    }
    (self.prior, self.logLikelihood) = (prior, logLikelihood)
  }

  /// The joint probability of the observation and each state: `log p(x, z)`.
  public var logJoint: [Double] { zip(prior.logProbabilities, logLikelihood).map { $0 + $1 } }

  /// The evidence, a sum over all states: `log p(x)`.
  public var logEvidence: Double { logSumExp(logJoint) }

  /// The posterior: `p(z | x)`.
  public var posterior: DiscreteDistribution { DiscreteDistribution(logWeights: logJoint) }
}

/// All distributions over finitely many states: `q(z) = softmax(λ)`.
///
/// The family holds every posterior, so that the bound can become the evidence itself.
public struct CategoricalFamily: MeanFieldFamily, Sendable {
  /// The logarithms of the probabilities, up to a number that all share.
  public var parameters: [Double]

  /// Makes the distribution of some logits; zeros are the uniform one.
  public init(logits: [Double]) { parameters = logits }

  /// The distribution as a table.
  public var distribution: DiscreteDistribution { DiscreteDistribution(logWeights: parameters) }

  /// The evidence lower bound.
  public func elbo(of model: DiscreteLatentModel) -> Double {
    distribution.expectation(of: model.logJoint) + distribution.entropy
  }

  /// The gradient `q(z) (log p(x, z) − log q(z) − ELBO)`.
  public func gradient(of model: DiscreteLatentModel) -> [Double] {
    let (q, bound) = (distribution, elbo(of: model))
    let surplus = zip(model.logJoint, q.logProbabilities).map { $0 - $1 - bound }
    return zip(q.probabilities, surplus).map { $0 > 0 ? $0 * $1 : 0 }
  }

  /// Takes the posterior: with a single factor its best form is exact.
  public mutating func updateFactors(on model: DiscreteLatentModel) { parameters = model.logJoint }
}
