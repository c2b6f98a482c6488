// SPDX-License-Identifier: MIT

import Glibc
import Tensors

extension HiddenMarkovModel {
  /// What the forward algorithm finds.
  public struct Forward: Sendable, Equatable {
    /// The probability of each state given all symbols so far: `p(zₜ | x₁…xₜ)`.
    public let filtered: [[Double]]
    /// The probability of each symbol given those before it: `p(xₜ | x₁…xₜ₋₁)`.
    public let predictive: [Double]
    /// The logarithm of the probability of the whole sequence.
    public var logLikelihood: Double { predictive.reduce(0) { $0 + log($1) } }
  }

  /// Runs the forward algorithm: what is known of each state once its symbol is seen.
  ///
  /// `αₜ(j) = B(xₜ | j) Σᵢ αₜ₋₁(i) A(j | i)`, divided at each step by its sum
  ///
  /// - Complexity: `O(T K²)`, where the sum over all ways has `Kᵀ` terms.
  public func forward(_ symbols: [Int]) -> Forward {
    require(symbols)
    var (filtered, predictive) = ([[Double]](), [Double]())
    for symbol in symbols {
      let predicted = filtered.last.map { step($0) } ?? initial
      let joint = predicted.indices.map { predicted[$0] * emissions[$0][symbol] }
      predictive.append(joint.reduce(0, +))
      filtered.append(Self.normalized(joint))
    }
    return Forward(filtered: filtered, predictive: predictive)
  }

  /// The distribution of the next state, given that of a state.
  private func step(_ state: [Double]) -> [Double] {
    state.indices.map { next in
      state.indices.reduce(0) { $0 + state[$1] * transitions[$1][next] }
    }
  }

  /// The logarithm of the probability of a sequence, summed over all ways through the states.
  public func logProb(_ symbols: [Int]) -> Double { forward(symbols).logLikelihood }

  /// What the symbols of a whole sequence tell about its states.
  public struct Posterior: Sendable, Equatable {
    /// The probability of each state at each step: `p(zₜ | x₁…x_T)`.
    public let states: [[Double]]
    /// How often each state is expected to follow each other one: `Σₜ p(zₜ₋₁, zₜ | x₁…x_T)`.
    public let transitionCounts: [[Double]]
    /// The logarithm of the probability of the whole sequence.
    public let logLikelihood: Double
  }

  /// Runs the forward–backward algorithm.
  ///
  /// `βₜ(i) = Σⱼ A(j | i) B(xₜ₊₁ | j) βₜ₊₁(j)`, and `p(zₜ | x) ∝ αₜ βₜ`
  ///
  /// - Requires: A sequence that the model can emit.
  public func posterior(given symbols: [Int]) -> Posterior {
    let forward = forward(symbols)
    if let t = forward.predictive.firstIndex(where: { !($0 > 0) }) {
      fail("posterior: the model never emits symbol \(symbols[t]) after the first \(t)")
    }
    let states = initial.indices
    var counts = states.map { _ in states.map { _ in 0.0 } }
    var marginals = forward.filtered
    // What the symbols from here on tell about a state, relative to what was expected of them.
    var message = states.map { _ in 1.0 }
    for t in symbols.indices.dropFirst().reversed() {
      let evidence = states.map {
        emissions[$0][symbols[t]] * message[$0] / forward.predictive[t]
      }
      let before = forward.filtered[t - 1]
      for i in states {
        for j in states { counts[i][j] += before[i] * transitions[i][j] * evidence[j] }
      }
      message = states.map { i in
        states.reduce(0) { $0 + transitions[i][$1] * evidence[$1] }
      }
      marginals[t - 1] = states.map { before[$0] * message[$0] }
    }
    return Posterior(
      states: marginals, transitionCounts: counts, logLikelihood: forward.logLikelihood)
  }

  /// The most likely way through the states.
  public struct Path: Sendable, Equatable {
    /// The states.
    public let states: [Int]
    /// The logarithm of the joint probability of these states and the symbols.
    public let logJoint: Double
  }

  /// Runs the Viterbi algorithm: the states that together are most likely.
  ///
  /// `δₜ(j) = log B(xₜ | j) + maxᵢ (δₜ₋₁(i) + log A(j | i))`
  ///
  /// - Paper: Viterbi (1967), *Error Bounds for Convolutional Codes and an Asymptotically Optimum Decoding Algorithm*.
  public func mostLikelyStates(given symbols: [Int]) -> Path {
    require(symbols)
    let states = initial.indices
    var best = initial.map { log($0) }
    var origins: [[Int]] = []
    for (t, symbol) in symbols.enumerated() {
      if t > 0 {
        let last = best
        let origin = states.map { j in
          states.reduce(0) {
            last[$1] + log(transitions[$1][j]) > last[$0] + log(transitions[$0][j]) ? $1 : $0
          }
        }
        best = states.map { last[origin[$0]] + log(transitions[origin[$0]][$0]) }
        origins.append(origin)
      }
      for state in states { best[state] += log(emissions[state][symbol]) }
    }
    let end = states.reduce(0) { best[$1] > best[$0] ? $1 : $0 }
    let backwards = origins.reversed().reduce([end]) { path, origin in
      path + [origin[path[path.count - 1]]]
    }
    return Path(
      states: symbols.isEmpty ? [] : backwards.reversed(), logJoint: symbols.isEmpty ? 0 : best[end]
    )
  }

  /// One round of the Baum–Welch algorithm: expectation maximisation on sequences of symbols.
  ///
  /// Returns the log-likelihood that the model had before; it never falls from round to round.
  /// - Requires: At least one symbol.
  /// - Paper: Baum, Petrie, Soules & Weiss (1970), *A Maximization Technique Occurring in the Statistical Analysis of
  ///   Probabilistic Functions of Markov Chains*.
  @discardableResult
  public mutating func baumWelch(on sequences: [[Int]]) -> Double {
    if sequences.allSatisfy(\.isEmpty) { fail("baumWelch: there are no symbols to learn from") }
    let states = initial.indices
    var first = states.map { _ in 0.0 }
    var moves = states.map { _ in states.map { _ in 0.0 } }
    var seen = states.map { _ in [Double](repeating: 0, count: symbolCount) }
    var logLikelihood = 0.0
    for symbols in sequences where !symbols.isEmpty {
      let posterior = posterior(given: symbols)
      logLikelihood += posterior.logLikelihood
      for i in states {
        first[i] += posterior.states[0][i]
        for j in states { moves[i][j] += posterior.transitionCounts[i][j] }
      }
      for (symbol, shares) in zip(symbols, posterior.states) {
        for i in states { seen[i][symbol] += shares[i] }
      }
    }
    maximize(initial: first, transitions: moves, emissions: seen)
    return logLikelihood
  }
}
