// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// The law of a Markov chain over finitely many states: `T[x][x′] = p(x′ | x)`.
public struct TransitionMatrix: Sendable, Hashable {
  /// The distribution of the next state, for each state.
  public let rows: [[Double]]

  /// Makes the law of a chain.
  ///
  /// - Requires: As many rows as columns; probabilities that sum to 1 in each row.
  public init(_ rows: [[Double]]) {
    for row in rows where row.count != rows.count || !(abs(row.reduce(0, +) - 1) <= 1e-9) {
      fail("TransitionMatrix: a row of \(row.count), sum \(row.reduce(0, +)), in \(rows.count)")
    }
    self.rows = rows
  }

  /// The number of states.
  public var count: Int { rows.count }

  /// The law as a tensor: a row for each state, with the probabilities of the next one.
  ///
  /// - Shapes: `[count, count]`.
  public var matrix: Tensor { Tensor(rows.map { $0.map { Float($0) } }) }

  /// The distribution one step after another one: `(pT)(x′) = Σ p(x) T[x][x′]`.
  ///
  /// - Requires: A distribution over the chain's states.
  public func applied(to p: DiscreteDistribution) -> DiscreteDistribution {
    if p.count != count { fail("TransitionMatrix: \(p.count) states for \(count)") }
    return DiscreteDistribution(
      rows.indices.map { next in p.expectation(of: rows.map { $0[next] }) })
  }

  /// The distribution that a step leaves as it is.
  ///
  /// States are taken out one after the other, without a subtraction, so that no digit is lost.
  /// - Requires: A chain that can go from each state to each other one.
  /// - Paper: Grassmann, Taksar & Heyman (1985), *Regenerative Analysis and Steady State Distributions for Markov Chains*.
  public var stationary: DiscreteDistribution {
    var flow = rows
    for last in stride(from: count - 1, to: 0, by: -1) {
      let leaving = flow[last][..<last].reduce(0, +)
      if !(leaving > 0) { fail("TransitionMatrix: state \(last) is never left for an earlier one") }
      for from in 0..<last {
        flow[from][last] /= leaving
        for to in 0..<last { flow[from][to] += flow[from][last] * flow[last][to] }
      }
    }
    var weights: [Double] = []
    for state in 0..<count {
      let inflow = (0..<state).reduce(0) { $0 + weights[$1] * flow[$1][state] }
      weights.append(state == 0 ? 1 : inflow)
    }
    let sum = weights.reduce(0, +)
    return DiscreteDistribution(weights.map { $0 / sum })
  }

  /// The largest magnitude of an eigenvalue besides the 1 that each chain has: what is left of an error after a step.
  ///
  /// `|λ₂| = lim ‖(T − 1π)ᵏ‖^(1/k)`, by squaring again and again.
  public var secondEigenvalue: Double {
    let p = stationary.probabilities
    var power = rows.map { zip($0, p).map { $0 - $1 } }
    var (logNorm, exponent) = (0.0, 1.0)  // (T − 1π)^exponent = power · exp(logNorm)
    for _ in 0..<40 {
      let norm = power.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
      if !(norm > 1e-300) { return 0 }
      let unit = power.map { $0.map { $0 / norm } }
      logNorm = 2 * (logNorm + log(norm))
      exponent *= 2
      power = unit.map { row in unit.indices.map { column in dot(row, unit.map { $0[column] }) } }
    }
    return exp(logNorm / exponent)
  }
}
