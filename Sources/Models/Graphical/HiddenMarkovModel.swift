// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A hidden Markov model: a chain of hidden states, each of which emits a symbol.
///
/// `p(x, z) = π(z₁) Πₜ A(zₜ | zₜ₋₁) Πₜ B(xₜ | zₜ)`
///
/// - Units: nats per sequence.
/// - Precision: Double, rescaled at each step, so that long sequences do not underflow.
/// - Paper: Rabiner (1989), *A Tutorial on Hidden Markov Models and Selected Applications in Speech Recognition*.
public struct HiddenMarkovModel: Sendable, Equatable {
  /// The probabilities `π` of the first state.
  public private(set) var initial: [Double]
  /// The probabilities `A` of the next state: a row for each state.
  public private(set) var transitions: [[Double]]
  /// The probabilities `B` of the symbols: a row for each state.
  public private(set) var emissions: [[Double]]

  /// The number of hidden states.
  public var stateCount: Int { initial.count }
  /// The number of symbols.
  public var symbolCount: Int { emissions[0].count }

  /// Makes a model with known probabilities.
  ///
  /// - Requires: Rows of one length that sum to 1, a row of transitions and of emissions for each state.
  public init(initial: [Double], transitions: [[Double]], emissions: [[Double]]) {
    let count = initial.count
    let rows = [initial] + transitions + emissions
    let areRows = rows.allSatisfy { row in
      row.allSatisfy { $0 >= 0 } && abs(row.reduce(0, +) - 1) < 1e-9
    }
    if !areRows || transitions.count != count || emissions.count != count
      || transitions.contains(where: { $0.count != count })
      || Set(emissions.map(\.count)).count != 1
    {
      fail(
        "HiddenMarkovModel: \(count) states need \(count) rows of \(count) transitions and \(count) rows of "
          + "emissions, each of which sums to 1")
    }
    (self.initial, self.transitions, self.emissions) = (initial, transitions, emissions)
  }

  /// Makes a model with random probabilities, from which learning can start.
  public init(
    stateCount: Int, symbolCount: Int, using rng: inout some RandomNumberGenerator
  ) {
    if stateCount < 1 || symbolCount < 1 {
      fail("HiddenMarkovModel: \(stateCount) states and \(symbolCount) symbols")
    }
    func row(_ count: Int) -> [Double] {
      var row: [Double] = []
      for _ in 0..<count { row.append(-log(1 - Double.random(in: 0..<1, using: &rng))) }
      return Self.normalized(row)
    }
    let initial = row(stateCount)
    let transitions = (0..<stateCount).map { _ in row(stateCount) }
    let emissions = (0..<stateCount).map { _ in row(symbolCount) }
    self.init(initial: initial, transitions: transitions, emissions: emissions)
  }

  static func normalized(_ row: [Double]) -> [Double] {
    let sum = row.reduce(0, +)
    return sum > 0 ? row.map { $0 / sum } : row
  }

  /// The number of independent probabilities.
  public var freeParameterCount: Int {
    stateCount - 1 + stateCount * (stateCount - 1) + stateCount * (symbolCount - 1)
  }

  /// States and the symbols that they emitted.
  public struct Sequence: Sendable, Equatable {
    /// The hidden states.
    public var states: [Int] = []
    /// The symbols that are seen.
    public var symbols: [Int] = []
  }

  /// Draws a sequence: each state after the one before it, and its symbol.
  public func sample(_ length: Int, using rng: inout some RandomNumberGenerator) -> Sequence {
    if length < 0 { fail("HiddenMarkovModel.sample: a sequence of \(length) symbols") }
    var sequence = Sequence()
    for _ in 0..<length {
      let row = sequence.states.last.map { transitions[$0] } ?? initial
      let state = drawnPlace(of: row, using: &rng)
      sequence.states.append(state)
      sequence.symbols.append(drawnPlace(of: emissions[state], using: &rng))
    }
    return sequence
  }

  /// The logarithm of the joint probability of states and symbols.
  ///
  /// - Requires: As many states as symbols.
  public func logJoint(states: [Int], symbols: [Int]) -> Double {
    require(symbols)
    if states.count != symbols.count || states.contains(where: { !initial.indices.contains($0) }) {
      fail("logJoint: \(states.count) states of 0 ..< \(stateCount) for \(symbols.count) symbols")
    }
    var sum = 0.0
    for t in symbols.indices {
      let row = t == 0 ? initial : transitions[states[t - 1]]
      sum += log(row[states[t]]) + log(emissions[states[t]][symbols[t]])
    }
    return sum
  }

  func require(_ symbols: [Int]) {
    if let stranger = symbols.first(where: { !(0..<symbolCount).contains($0) }) {
      fail("HiddenMarkovModel: symbol \(stranger) is outside 0 ..< \(symbolCount)")
    }
  }

  /// The model as a Bayesian network of so many states `z` and symbols `x`.
  public func network(length: Int) -> BayesianNetwork {
    let state = DiscreteVariable("z", values: (0..<stateCount).map(String.init))
    let symbol = DiscreteVariable("x", values: (0..<symbolCount).map(String.init))
    let tables = (1...max(length, 1)).flatMap { t in
      [
        t == 1
          ? CPT(state.numbered(1), initial)
          : CPT(state.numbered(t), given: state.numbered(t - 1), rows: transitions),
        CPT(symbol.numbered(t), given: state.numbered(t), rows: emissions),
      ]
    }
    return BayesianNetwork(tables)
  }
}

extension HiddenMarkovModel {
  /// Replaces the probabilities by the shares of expected counts; a row without any count stays as it is.
  mutating func maximize(
    initial first: [Double], transitions moves: [[Double]], emissions seen: [[Double]]
  ) {
    let share = { (row: [Double], old: [Double]) in
      row.reduce(0, +) > 0 ? Self.normalized(row) : old
    }
    initial = share(first, initial)
    transitions = zip(moves, transitions).map(share)
    emissions = zip(seen, emissions).map(share)
  }
}
