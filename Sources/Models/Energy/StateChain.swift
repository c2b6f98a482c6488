// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// The states that a Markov chain visited, by number.
public struct StateChain: Sendable {
  /// The state after each step.
  public let visits: [Int]
  /// The number of states that there are.
  public let stateCount: Int

  /// Makes a chain of visited states.
  ///
  /// - Requires: Numbers from 0 that are less than the number of states.
  public init(visits: [Int], stateCount: Int) {
    if let visit = visits.first(where: { !(0..<stateCount).contains($0) }) {
      fail("StateChain: no state \(visit) among \(stateCount)")
    }
    (self.visits, self.stateCount) = (visits, stateCount)
  }

  /// The number of steps.
  public var count: Int { visits.count }

  /// The share of each state in the first steps, or in all of them.
  ///
  /// - Requires: At least one step, and no more than there are.
  public func distribution(after steps: Int? = nil) -> DiscreteDistribution {
    let steps = steps ?? count
    if !(1...max(count, 1)).contains(steps) || count == 0 {
      fail("StateChain: the shares of \(steps) steps of \(count)")
    }
    var shares = [Double](repeating: 0, count: stateCount)
    for visit in visits[..<steps] { shares[visit] += 1 }
    return DiscreteDistribution(shares.map { $0 / Double(steps) })
  }

  /// The average of a quantity that has a value in each state, and its standard error.
  ///
  /// Steps depend on each other, so the error is that of the means of `√count` long batches, which hardly do.
  /// - Requires: A value for each state, and at least four steps.
  /// - Paper: Flegal & Jones (2010), *Batch Means and Spectral Variance Estimators in Markov Chain Monte Carlo*,
  ///   arXiv:0811.1729.
  public func mean(of values: [Double]) -> (mean: Double, standardError: Double) {
    if values.count != stateCount || count < 4 {
      fail("StateChain: \(values.count) values for \(stateCount) states, \(count) steps")
    }
    let size = Int(Double(count).squareRoot())
    let batches = stride(from: 0, through: count - size, by: size).map { start in
      visits[start..<start + size].reduce(0) { $0 + values[$1] } / Double(size)
    }
    let number = Double(batches.count)
    let mean = batches.reduce(0, +) / number
    let variance = batches.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1)
    return (mean, (variance / number).squareRoot())
  }
}
