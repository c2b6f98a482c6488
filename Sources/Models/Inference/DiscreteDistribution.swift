// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A table of probabilities, one for each state: `p(0), p(1), …`.
///
/// - Units: nats.
public struct DiscreteDistribution: Sendable, Hashable {
  /// The probability of each state.
  public let probabilities: [Double]

  /// Makes a table from probabilities.
  ///
  /// - Requires: Numbers of 0 or more that sum to 1.
  public init(_ probabilities: [Double]) {
    let sum = probabilities.reduce(0, +)
    if !(abs(sum - 1) <= 1e-9) || probabilities.contains(where: { $0 < 0 }) {
      fail(
        "DiscreteDistribution: probabilities of sum \(sum) and least \(probabilities.min() ?? 0)")
    }
    self.probabilities = probabilities
  }

  /// Makes the table that is proportional to the exponentials of numbers: `p(z) = exp aᶻ / Σ exp a`.
  ///
  /// - Requires: At least one number that is not −∞, none that is NaN or +∞.
  public init(logWeights: [Double]) {
    let total = logSumExp(logWeights)
    if !total.isFinite { fail("DiscreteDistribution: the sum of the weights is exp(\(total))") }
    probabilities = logWeights.map { exp($0 - total) }
  }

  /// Draws a table, each equally likely.
  public static func random(
    _ count: Int, using rng: inout some RandomNumberGenerator
  ) -> DiscreteDistribution {
    // Independent exponential numbers, divided by their sum, are uniform on the simplex.
    DiscreteDistribution(
      logWeights: (0..<count).map { _ in log(-log(1 - Double.random(in: 0..<1, using: &rng))) })
  }

  /// The number of states.
  public var count: Int { probabilities.count }

  /// The probability of a state.
  public subscript(state: Int) -> Double { probabilities[state] }

  /// The logarithm of each probability.
  public var logProbabilities: [Double] { probabilities.map { log($0) } }

  /// Draws states.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> [Int] {
    if count < 0 { fail("DiscreteDistribution: \(count) states to draw") }
    return (0..<count).map { _ in drawnPlace(of: probabilities, using: &rng) }
  }

  /// The expectation of a quantity that has a value in each state: `Σ p(z) f(z)`.
  ///
  /// States without probability do not count, whatever their value.
  /// - Requires: A value for each state.
  public func expectation(of values: [Double]) -> Double {
    if values.count != count { fail("expectation: \(values.count) values for \(count) states") }
    return zip(probabilities, values).reduce(0) { $1.0 > 0 ? $0 + $1.0 * $1.1 : $0 }
  }

  /// The entropy: `−Σ p log p`.
  public var entropy: Double { -expectation(of: logProbabilities) }

  /// The Kullback–Leibler divergence from this table to another: `KL(p ‖ q) = Σ p log(p / q)`.
  ///
  /// It is infinite where the other one excludes what this one allows.
  /// - Requires: As many states.
  public func klDivergence(to other: DiscreteDistribution) -> Double {
    if count != other.count { fail("klDivergence: \(count) states and \(other.count)") }
    return expectation(of: zip(probabilities, other.probabilities).map { log($0 / $1) })
  }

  /// The total variation distance, the most that any event's probability differs: `½ Σ |p − q|`.
  ///
  /// - Requires: As many states.
  public func totalVariation(to other: DiscreteDistribution) -> Double {
    if count != other.count { fail("totalVariation: \(count) states and \(other.count)") }
    return zip(probabilities, other.probabilities).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }
}
