// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Hidden Markov model") struct HiddenMarkovModelLaws {
  private let model = HiddenMarkovModel(
    initial: [0.5, 0.3, 0.2],
    transitions: [[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.25, 0.25, 0.5]],
    emissions: [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.3, 0.4]])
  private let symbols = [0, 2, 1, 1, 0, 2]

  private var ways: [[Int]] {
    (0..<6).reduce([[Int]]([[]])) { ways, _ in
      ways.flatMap { way in (0..<3).map { way + [$0] } }
    }
  }

  @Test("The forward algorithm sums over all ways") func forward() {
    let sum = ways.reduce(0.0) { $0 + exp(model.logJoint(states: $1, symbols: symbols)) }
    #expect(abs(exp(model.logProb(symbols)) / sum - 1) < 1e-12)
    // The same sum by NumPy.
    #expect(abs(sum - 0.0011110233397499997) < 1e-16)
    #expect(model.logProb([]) == 0)
  }

  @Test("Forward–backward gives each state its share of all ways") func posterior() {
    let terms = ways.map { exp(model.logJoint(states: $0, symbols: symbols)) }
    let total = terms.reduce(0, +)
    let posterior = model.posterior(given: symbols)
    for t in symbols.indices {
      for state in 0..<3 {
        let share = zip(ways, terms).reduce(0) { $0 + ($1.0[t] == state ? $1.1 : 0) } / total
        #expect(abs(posterior.states[t][state] - share) < 1e-13)
      }
    }
    for i in 0..<3 {
      for j in 0..<3 {
        let count = zip(ways, terms).reduce(0) { sum, pair in
          let moves = zip(pair.0, pair.0.dropFirst()).count { $0 == (i, j) }
          return sum + Double(moves) * pair.1 / total
        }
        #expect(abs(posterior.transitionCounts[i][j] - count) < 1e-13)
      }
    }
  }

  @Test("Viterbi finds the best of all ways") func viterbi() {
    let best = model.mostLikelyStates(given: symbols)
    #expect(best.states == [0, 1, 1, 1, 0, 1])
    #expect(abs(exp(best.logJoint) - 3.572099999999999e-05) < 1e-18)
    #expect(model.mostLikelyStates(given: []).states == [])
  }

  @Test("The umbrella world has the textbook's beliefs") func umbrella() {
    // Russell & Norvig, *Artificial Intelligence: A Modern Approach*, section on filtering and smoothing.
    let world = HiddenMarkovModel(
      initial: [0.5, 0.5], transitions: [[0.7, 0.3], [0.3, 0.7]],
      emissions: [[0.9, 0.1], [0.2, 0.8]])
    let filtered = world.forward([0, 0]).filtered
    #expect(abs(filtered[0][0] - 0.818) < 5e-4)
    #expect(abs(filtered[1][0] - 0.883) < 5e-4)
    #expect(abs(world.posterior(given: [0, 0]).states[0][0] - 0.883) < 5e-4)
    #expect(world.mostLikelyStates(given: [0, 0, 1, 0, 0]).states == [0, 0, 1, 0, 0])
  }

  @Test("The chain is a Bayesian network, and elimination answers as forward–backward does")
  func network() {
    let network = model.network(length: 6)
    let seen = symbols.indices.map { (network.variables[2 * $0 + 1], "\(symbols[$0])") }
    let evidence = Dictionary(uniqueKeysWithValues: seen)
    let posterior = model.posterior(given: symbols)
    for t in symbols.indices {
      let answer = network.query(network.variables[2 * t], given: evidence)
      for (p, q) in zip(answer.values, posterior.states[t]) { #expect(abs(p - q) < 1e-13) }
    }
  }

  @Test("The log-likelihood never falls in Baum–Welch, and shares stay distributions")
  func baumWelch() {
    var rng = PCG32(seed: 4)
    let sequences = (0..<4).map { _ in model.sample(25, using: &rng).symbols } + [[1], []]
    var learner = HiddenMarkovModel(stateCount: 3, symbolCount: 3, using: &rng)
    let curve = (0..<25).map { _ in learner.baumWelch(on: sequences) }
    for (next, last) in zip(curve.dropFirst(), curve) { #expect(next > last - 1e-10) }
    #expect(curve[24] > curve[0] + 1)
    for row in [learner.initial] + learner.transitions + learner.emissions {
      #expect(abs(row.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test("Learning from states that are plain to see counts them") func visible() {
    var copy = HiddenMarkovModel(
      initial: [0.5, 0.5], transitions: [[0.5, 0.5], [0.5, 0.5]], emissions: [[1, 0], [0, 1]])
    copy.baumWelch(on: [[0, 0, 1, 0, 1, 1, 1]])
    let expected = HiddenMarkovModel(
      initial: [1, 0], transitions: [[1.0 / 3, 2.0 / 3], [1.0 / 3, 2.0 / 3]],
      emissions: [[1, 0], [0, 1]])
    for (row, other) in zip(copy.transitions + [copy.initial], expected.transitions + [[1, 0]]) {
      for (p, q) in zip(row, other) { #expect(abs(p - q) < 1e-12) }
    }
  }

  @Test("A long sequence does not underflow, and one seed gives one sequence") func long() {
    var (rng, twin) = (PCG32(seed: 6), PCG32(seed: 6))
    let sequence = model.sample(3000, using: &rng)
    #expect(sequence == model.sample(3000, using: &twin))
    let rate = model.logProb(sequence.symbols) / 3000
    #expect(rate < -0.9 && rate > -1.15)
  }

  @Test("What a model cannot emit has probability zero") func impossible() {
    let model = HiddenMarkovModel(
      initial: [1, 0], transitions: [[1, 0], [0, 1]], emissions: [[1, 0], [0, 1]])
    #expect(model.logProb([0, 1, 0]) == -.infinity)
  }
}
