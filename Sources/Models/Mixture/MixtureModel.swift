// SPDX-License-Identifier: MIT

public import Tensors

/// A mixture: each example comes from exactly one of several components, and nobody sees from which.
///
/// `p(x) = Σₖ πₖ p(x | k)`, with `πₖ ≥ 0` and `Σₖ πₖ = 1`
///
/// A conforming type says what a component is; what all mixtures have in common follows from that.
///
/// - Shapes: examples `[count, size]`, components as a list of numbers from 0.
/// - Units: nats per example.
public protocol MixtureModel: Sendable {
  /// The probabilities `πₖ` of the components, `[componentCount]`.
  var weights: Tensor { get }

  /// The logarithm of the density that each component gives each example: `log p(x | k)`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  func logConditional(_ x: Tensor) -> Tensor

  /// The M-step: the parameters with the greatest expected log-likelihood, given the examples' shares in the components.
  ///
  /// - Shapes: `x` `[count, size]`, `responsibilities` `[count, componentCount]`.
  mutating func maximize(_ x: Tensor, responsibilities: Tensor)

  /// Draws an example from each of the named components: `xᵢ ~ p(x | zᵢ)`.
  ///
  /// - Shapes: result `[components.count, size]`.
  func sample(given components: [Int], using rng: inout some RandomNumberGenerator) -> Tensor
}

extension MixtureModel {
  /// The number of components.
  public var componentCount: Int { weights.shape[0] }

  /// The logarithm of the joint density of an example and each component: `log πₖ + log p(x | k)`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  public func logJoint(_ x: Tensor) -> Tensor { logConditional(x) + log(weights) }

  /// The logarithm of the density, in which the component is summed out.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`.
  public func logProb(_ x: Tensor) -> Tensor { logJoint(x).logSumExp(alongAxis: 1) }

  /// The E-step: the probability of each component given an example, by Bayes' rule.
  ///
  /// `p(k | x) = πₖ p(x | k) / p(x)`
  ///
  /// - Shapes: `x` `[count, size]` → `[count, componentCount]`.
  public func responsibilities(given x: Tensor) -> Tensor { logJoint(x).softmax(alongAxis: 1) }

  /// The most probable component of each example.
  ///
  /// - Shapes: `x` `[count, size]`.
  public func assignments(of x: Tensor) -> [Int] { logJoint(x).argMax(alongAxis: 1) }

  /// Draws the hidden variable of each example: `zᵢ ~ p(z)`.
  public func sampleComponents(
    _ count: Int, using rng: inout some RandomNumberGenerator
  ) -> [Int] {
    if count < 0 { fail("\(Self.self).sample: \(count) examples") }
    return categorical(logits: log(weights).broadcast(to: [count, componentCount]), using: &rng)
  }

  /// Draws examples: for each first the component, then the example.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    sample(given: sampleComponents(count, using: &rng), using: &rng)
  }

  /// Draws examples from one component.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(
    _ count: Int, ofComponent component: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if count < 0 { fail("\(Self.self).sample: \(count) examples") }
    return sample(given: Array(repeating: component, count: count), using: &rng)
  }

  /// One round of expectation maximisation; returns the mean log-likelihood that the mixture had before.
  ///
  /// The log-likelihood never falls from one round to the next, but for rounding and for what keeps it bounded.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least one example.
  /// - Paper: Dempster, Laird & Rubin (1977), *Maximum Likelihood from Incomplete Data via the EM Algorithm*.
  @discardableResult
  public mutating func expectationMaximization(on x: Tensor) -> Float {
    if x.rank != 2 || x.shape[0] == 0 { fail("\(Self.self): \(x.shape) is no list of examples") }
    let x = x.detached()
    let joint = logJoint(x)
    let logLikelihood = joint.logSumExp(alongAxis: 1, keepDims: true)
    maximize(x, responsibilities: exp(joint - logLikelihood))
    return logLikelihood.mean().scalar
  }

  /// Improves the mixture by rounds of expectation maximisation, until one gains less than the tolerance.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Units: the tolerance in nats per example; a negative one asks for all rounds.
  @discardableResult
  public mutating func fit(
    _ x: Tensor, iterations: Int = 100, tolerance: Float = 1e-3
  ) -> FitHistory {
    var values: [Float] = []
    for _ in 0..<max(iterations, 0) {
      values.append(expectationMaximization(on: x))
      if values.count > 1, values[values.count - 1] - values[values.count - 2] < tolerance {
        return FitHistory(
          logLikelihoods: values + [logProb(x.detached()).mean().scalar], hasConverged: true)
      }
    }
    return FitHistory(
      logLikelihoods: values + [logProb(x.detached()).mean().scalar], hasConverged: false)
  }

  /// That the named components exist.
  func require(components: [Int], in name: String) {
    for component in components where !(0..<componentCount).contains(component) {
      fail("\(name): component \(component) of \(componentCount), which count from 0")
    }
  }
}

/// What the rounds of expectation maximisation have brought.
public struct FitHistory: Sendable, Equatable, CustomStringConvertible {
  /// The mean log-likelihood before the first round and after each, in nats per example.
  public let logLikelihoods: [Float]
  /// Whether the rounds ended because one gained less than the tolerance.
  public let hasConverged: Bool

  /// The mean log-likelihood in the end.
  public var logLikelihood: Float { logLikelihoods[logLikelihoods.count - 1] }

  /// The number of rounds.
  public var roundCount: Int { logLikelihoods.count - 1 }

  /// What the poorest round gained: by theory never less than zero.
  public var leastGain: Float {
    zip(logLikelihoods.dropFirst(), logLikelihoods).map { $0 - $1 }.min() ?? 0
  }

  /// The rounds, and the log-likelihood at both ends.
  public var description: String {
    """
    \(roundCount) rounds of EM: from \(logLikelihoods[0]) to \(logLikelihood) nats per example\
    \(hasConverged ? ", converged" : "")
    """
  }
}
