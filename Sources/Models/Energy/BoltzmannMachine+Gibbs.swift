// SPDX-License-Identifier: MIT

import Glibc
import Tensors

extension BoltzmannMachine {
  /// Draws each unit in turn, given the newest values of all others: one sweep of Gibbs sampling.
  ///
  /// Units that are held keep their values.
  /// - Requires: A value for each unit.
  /// - Paper: Geman & Geman (1984), *Stochastic Relaxation, Gibbs Distributions, and the Bayesian Restoration of Images*.
  public func sweep(
    _ x: inout [Double], holding held: Range<Int> = 0..<0,
    using rng: inout some RandomNumberGenerator
  ) {
    checkCount(of: x)
    for i in x.indices where !held.contains(i) {
      let probability = conditional(of: i, given: x)
      x[i] = Double.random(in: 0..<1, using: &rng) < probability ? 1 : units.low
    }
  }

  /// Draws a state, each equally likely.
  public func randomState(using rng: inout some RandomNumberGenerator) -> [Double] {
    biases.map { _ in Bool.random(using: &rng) ? 1 : units.low }
  }

  /// Completes a visible vector by hidden units that are drawn with it held.
  func completed(
    _ v: [Double], sweeps: Int, using rng: inout some RandomNumberGenerator
  ) -> [Double] {
    checkVisible(v)
    if hiddenCount == 0 { return v }
    var x = v + randomState(using: &rng)[visibleCount...]
    for _ in 0..<sweeps { sweep(&x, holding: 0..<visibleCount, using: &rng) }
    return x
  }

  /// Walks through the states by sweeps of Gibbs sampling, and notes where it is after each.
  ///
  /// - Requires: No more than 26 units, whose states have numbers that can be counted.
  public func gibbsChain(
    _ sweeps: Int, from start: [Double], using rng: inout some RandomNumberGenerator
  ) -> StateChain {
    if sweeps < 0 || count > 26 { fail("gibbsChain: \(sweeps) sweeps of \(count) units") }
    var x = start
    return StateChain(
      visits: (0..<sweeps).map { _ in
        sweep(&x, using: &rng)
        return number(of: x)
      }, stateCount: 1 << count)
  }

  /// The place of a state in the order of `states`.
  public func number(of x: [Double]) -> Int {
    checkCount(of: x)
    return x.reduce(0) { 2 * $0 + ($1 == 1 ? 1 : 0) }
  }

  /// The order in which a sweep draws the units.
  public enum Update: Sendable, CaseIterable {
    /// One after the other, each given the newest values: Gibbs sampling, which keeps the machine's law.
    case sequential
    /// All at once, given the old values: a chain of another law.
    case parallel
  }

  /// The probabilities to go from each state to each other one in a sweep, exactly.
  ///
  /// - Requires: No more than 12 units.
  public func transitionMatrix(_ update: Update = .sequential) -> TransitionMatrix {
    if count > 12 { fail("transitionMatrix: 2^\(count) states are too many for a matrix") }
    let states = states
    return TransitionMatrix(
      states.indices.map { from in
        var row = states.map { _ in 0.0 }
        row[from] = 1
        for i in 0..<count {
          redistribute(&row, unit: i) { state in
            conditional(of: i, given: update == .sequential ? states[state] : states[from])
          }
        }
        return row
      })
  }

  /// Draws a unit anew in a distribution over states.
  private func redistribute(
    _ row: inout [Double], unit: Int, probabilityOfOne: (Int) -> Double
  ) {
    let digit = 1 << (count - 1 - unit)
    for state in row.indices where state & digit == 0 {
      let (sum, one) = (row[state] + row[state | digit], probabilityOfOne(state))
      (row[state], row[state | digit]) = (sum * (1 - one), sum * one)
    }
  }
}
