// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A small restricted Boltzmann machine in exact arithmetic: what others estimate is here a sum over all states.
///
/// States are numbered by their bits, the first unit being the highest one: of three units, state 4 is (1, 0, 0).
///
/// - Units: nats; all numbers are `Double`.
public struct ExactRBM: Sendable {
  /// The connections `W`, a row for each visible unit.
  public let weight: [[Double]]
  /// The biases `b` of the visible units.
  public let visibleBias: [Double]
  /// The biases `c` of the hidden units.
  public let hiddenBias: [Double]

  /// Makes a machine from its parameters.
  ///
  /// - Requires: A row of connections for each visible unit, with a number for each hidden unit.
  public init(weight: [[Double]], visibleBias: [Double], hiddenBias: [Double]) {
    if weight.count != visibleBias.count || weight.contains(where: { $0.count != hiddenBias.count })
      || weight.isEmpty || hiddenBias.isEmpty
    {
      fail(
        "ExactRBM: \(weight.count) rows of connections for \(visibleBias.count) visible and "
          + "\(hiddenBias.count) hidden units")
    }
    (self.weight, self.visibleBias, self.hiddenBias) = (weight, visibleBias, hiddenBias)
  }

  /// Takes over the parameters of a machine as they are now.
  public init(_ machine: RBM) {
    let rows = (0..<machine.visibleSize).map { machine.weight[$0].scalars.map(Double.init) }
    self.init(
      weight: rows, visibleBias: machine.visibleBias.scalars.map(Double.init),
      hiddenBias: machine.hiddenBias.scalars.map(Double.init))
  }

  /// All visible vectors, in the order of their numbers.
  public var visibleStates: [[Double]] { Self.states(visibleBias.count) }
  /// All hidden vectors, in the order of their numbers.
  public var hiddenStates: [[Double]] { Self.states(hiddenBias.count) }

  private static func states(_ count: Int) -> [[Double]] {
    Assignments(enumerating: count, classes: 2).map { $0.map(Double.init) }
  }

  /// The energy: `E(v, h) = −vᵀWh − bᵀv − cᵀh`.
  public func energy(_ v: [Double], _ h: [Double]) -> Double {
    -zip(v, visibleInput(h)).reduce(0) { $0 + $1.0 * $1.1 }
      - zip(h, hiddenBias).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// What each hidden unit gets: `cⱼ + Σᵢ Wᵢⱼ vᵢ`.
  private func hiddenInput(_ v: [Double]) -> [Double] {
    hiddenBias.indices.map { j in v.indices.reduce(hiddenBias[j]) { $0 + v[$1] * weight[$1][j] } }
  }

  /// What each visible unit gets: `bᵢ + Σⱼ Wᵢⱼ hⱼ`.
  private func visibleInput(_ h: [Double]) -> [Double] {
    visibleBias.indices.map { i in zip(h, weight[i]).reduce(visibleBias[i]) { $0 + $1.0 * $1.1 } }
  }

  /// The probabilities `p(hⱼ = 1 | v) = σ(cⱼ + Σᵢ Wᵢⱼ vᵢ)`.
  public func hiddenProbabilities(given v: [Double]) -> [Double] { hiddenInput(v).map(sigmoid) }

  /// The probabilities `p(vᵢ = 1 | h) = σ(bᵢ + Σⱼ Wᵢⱼ hⱼ)`.
  public func visibleProbabilities(given h: [Double]) -> [Double] { visibleInput(h).map(sigmoid) }

  /// The logarithm of the unnormalised probability: `−F(v) = bᵀv + Σⱼ log(1 + exp(cⱼ + Σᵢ Wᵢⱼ vᵢ))`.
  public func logPotential(_ v: [Double]) -> Double {
    zip(v, visibleBias).reduce(0) { $0 + $1.0 * $1.1 }
      + hiddenInput(v).reduce(0) { $0 + softplus($1) }
  }

  /// The joint probabilities `p(v, h)`, for the first visible state with all hidden states, then for the second.
  public var joint: DiscreteDistribution {
    let hidden = hiddenStates
    return DiscreteDistribution(
      logWeights: visibleStates.flatMap { v in hidden.map { -energy(v, $0) } })
  }

  /// The probability of each visible state.
  public var visible: DiscreteDistribution {
    DiscreteDistribution(logWeights: visibleStates.map(logPotential))
  }

  /// The law of a step of block Gibbs sampling from one visible state to the next: `T(v′ | v) = Σₕ p(h|v) p(v′|h)`.
  public var transitionMatrix: TransitionMatrix {
    let (visible, hidden) = (visibleStates, hiddenStates)
    let down = hidden.map { h in
      let p = visibleProbabilities(given: h)
      return visible.map { probability(of: $0, p) }
    }
    return TransitionMatrix(
      visible.map { v in
        let p = hiddenProbabilities(given: v)
        let up = hidden.map { probability(of: $0, p) }
        return visible.indices.map { next in
          up.indices.reduce(0) { $0 + up[$1] * down[$1][next] }
        }
      })
  }

  /// The distribution of visible states after steps of block Gibbs sampling.
  public func after(_ steps: Int, from start: DiscreteDistribution) -> DiscreteDistribution {
    let transition = transitionMatrix
    return (0..<steps).reduce(start) { p, _ in transition.applied(to: p) }
  }
}

extension ExactRBM {
  /// The expectations `⟨vᵢ p(hⱼ|v)⟩`, `⟨vᵢ⟩` and `⟨p(hⱼ|v)⟩` over visible states, in one list: weights row by row, biases.
  public func statistics(under p: DiscreteDistribution) -> [Double] {
    let (rows, columns) = (visibleBias.count, hiddenBias.count)
    var sums = [Double](repeating: 0, count: rows * columns + rows + columns)
    for (v, probability) in zip(visibleStates, p.probabilities) {
      let h = hiddenProbabilities(given: v)
      for i in 0..<rows where v[i] == 1 {
        for j in 0..<columns { sums[i * columns + j] += probability * h[j] }
        sums[rows * columns + i] += probability
      }
      for j in 0..<columns { sums[rows * columns + rows + j] += probability * h[j] }
    }
    return sums
  }

  /// The gradient of the mean log-likelihood of data: the statistics of the data less those of the machine.
  public func gradient(on data: DiscreteDistribution) -> [Double] {
    zip(statistics(under: data), statistics(under: visible)).map { $0 - $1 }
  }

  /// What contrastive divergence follows on average: the statistics of the data less those after some Gibbs steps.
  public func contrastiveDivergence(on data: DiscreteDistribution, steps: Int = 1) -> [Double] {
    zip(statistics(under: data), statistics(under: after(steps, from: data))).map { $0 - $1 }
  }

  /// How much the visible units depend on each other: `Σᵢ H(vᵢ) − H(v)`, 0 for independent ones.
  public var totalCorrelation: Double {
    let (p, states) = (visible, visibleStates)
    let single = visibleBias.indices.reduce(0) { sum, i in
      let rate = p.expectation(of: states.map { $0[i] })
      return sum + DiscreteDistribution([rate, 1 - rate]).entropy
    }
    return single - p.entropy
  }

  /// The probability of a vector whose units are independent.
  private func probability(of units: [Double], _ p: [Double]) -> Double {
    zip(units, p).reduce(1) { $0 * ($1.0 == 1 ? $1.1 : 1 - $1.1) }
  }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
