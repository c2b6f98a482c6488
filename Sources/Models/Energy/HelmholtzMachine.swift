// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A directed network of hidden causes with a second network that infers them, trained by wake and sleep.
///
/// Generation: `hⱼ ~ σ(cⱼ)`, `vᵢ ~ σ(bᵢ + Σⱼ Wᵢⱼ hⱼ)`, a sigmoid belief net. Recognition:
/// `q(hⱼ = 1 | v) = σ(dⱼ + Σᵢ Rⱼᵢ vᵢ)`, with weights of its own. Units are zeros and ones.
///
/// - Units: nats.
/// - Paper: Hinton, Dayan, Frey & Neal (1995), *The "Wake-Sleep" Algorithm for Unsupervised Neural Networks*.
public struct HelmholtzMachine: Sendable, Hashable {
  /// An affine map whose results are the logits of coins.
  struct Coins: Sendable, Hashable {
    var weights: [[Double]]
    var biases: [Double]

    func logits(given x: [Double]) -> [Double] {
      zip(weights, biases).map { dot($0, x) + $1 }
    }

    /// The logarithm of an outcome's probability: `Σ y a − log(1 + exp a)`.
    func logProb(_ outcome: [Double], given x: [Double]) -> Double {
      zip(outcome, logits(given: x)).reduce(0) { sum, unit in
        sum + unit.0 * unit.1 - max(unit.1, 0) - log1p(exp(-unit.1.magnitude))
      }
    }

    func draw(given x: [Double], using rng: inout some RandomNumberGenerator) -> [Double] {
      logits(given: x).map { Double.random(in: 0..<1, using: &rng) < sigma($0) ? 1 : 0 }
    }

    /// Moves the probability of the outcome up: the delta rule `η (y − σ(a)) xᵀ`.
    mutating func learn(_ outcome: [Double], given x: [Double], learningRate: Double) {
      for (unit, logit) in logits(given: x).enumerated() {
        let change = learningRate * (outcome[unit] - sigma(logit))
        biases[unit] += change
        for place in x.indices { weights[unit][place] += change * x[place] }
      }
    }
  }

  /// `p(h)`: biases alone.
  private(set) var prior: Coins
  /// `p(v | h)`.
  private(set) var generation: Coins
  /// `q(h | v)`.
  private(set) var recognition: Coins

  /// The number of visible units.
  public var visibleCount: Int { generation.biases.count }
  /// The number of hidden units.
  public var hiddenCount: Int { prior.biases.count }
  /// The generative weights `W`, a row for each visible unit.
  public var weights: [[Double]] { generation.weights }

  /// Makes a machine with small random weights, and biases of 0.
  ///
  /// - Requires: At least one unit of either kind.
  public init(visible: Int, hidden: Int, using rng: inout some RandomNumberGenerator) {
    if visible < 1 || hidden < 1 {
      fail("HelmholtzMachine: \(visible) visible and \(hidden) hidden units")
    }
    let normal = UnivariateGaussian(mean: 0, standardDeviation: 0.1)
    func coins(_ outcomes: Int, given inputs: Int) -> Coins {
      Coins(
        weights: (0..<outcomes).map { _ in normal.sample(inputs, using: &rng) },
        biases: Array(repeating: 0, count: outcomes))
    }
    prior = coins(hidden, given: 0)
    generation = coins(visible, given: hidden)
    recognition = coins(hidden, given: visible)
  }

  /// All hidden vectors, in the order of binary numbers.
  private var hiddenVectors: [[Double]] {
    Assignments(enumerating: hiddenCount, classes: 2).map { $0.map(Double.init) }
  }

  /// The model of one visible vector, whose latent states are the hidden vectors.
  ///
  /// - Requires: A value for each visible unit.
  public func latentModel(of v: [Double]) -> DiscreteLatentModel {
    checkVisible(v)
    let vectors = hiddenVectors
    return DiscreteLatentModel(
      prior: DiscreteDistribution(logWeights: vectors.map { prior.logProb($0, given: []) }),
      logLikelihood: vectors.map { generation.logProb(v, given: $0) })
  }

  /// The log-likelihood of a visible vector, by enumeration: `log p(v) = log Σₕ p(h) p(v | h)`.
  public func logProb(_ v: [Double]) -> Double { latentModel(of: v).logEvidence }

  /// What the recognition network believes about the hidden vector: `q(h | v)`.
  public func recognized(_ v: [Double]) -> DiscreteDistribution {
    checkVisible(v)
    return DiscreteDistribution(
      logWeights: hiddenVectors.map { recognition.logProb($0, given: v) })
  }

  /// The evidence lower bound with the recognition network, by enumeration: `E_q[log p(v, h)] + H(q)`.
  public func elbo(_ v: [Double]) -> Double {
    let q = recognized(v)
    return q.expectation(of: latentModel(of: v).logJoint) + q.entropy
  }

  /// Dreams: draws a hidden vector, then a visible one.
  public func sample(
    using rng: inout some RandomNumberGenerator
  ) -> (hidden: [Double], visible: [Double]) {
    let hidden = prior.draw(given: [], using: &rng)
    return (hidden, generation.draw(given: hidden, using: &rng))
  }

  /// Learns from one example, first awake, then asleep.
  ///
  /// Awake the recognition network guesses the causes of the example, and generation learns to make the example from
  /// them. Asleep the machine dreams, and recognition learns to guess the causes, which in a dream are known.
  /// - Requires: A value for each visible unit.
  public mutating func wakeSleep(
    on v: [Double], learningRate: Double, using rng: inout some RandomNumberGenerator
  ) {
    checkVisible(v)
    let causes = recognition.draw(given: v, using: &rng)
    prior.learn(causes, given: [], learningRate: learningRate)
    generation.learn(v, given: causes, learningRate: learningRate)

    let dream = sample(using: &rng)
    recognition.learn(dream.hidden, given: dream.visible, learningRate: learningRate)
  }

  private func checkVisible(_ v: [Double]) {
    if v.count != visibleCount {
      fail("HelmholtzMachine: \(v.count) values for \(visibleCount) visible units")
    }
  }
}

/// The logistic function `1 / (1 + exp(−a))`.
func sigma(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
