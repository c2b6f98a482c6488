// SPDX-License-Identifier: MIT

import Glibc
import Tensors

extension BoltzmannMachine {
  /// The probability that some units have given values, once others are known.
  ///
  /// `p(x₁ = 1 | x₂ = −1)` is `probability(of: [0: 1], given: [1: -1])`: units are counted from 0.
  /// - Requires: Values that the units can have.
  public func probability(
    of values: [Int: Double], given evidence: [Int: Double] = [:]
  ) -> Double {
    let agrees = values.allSatisfy { unit, value in evidence[unit] ?? value == value }
    let (all, table) = (values.merging(evidence) { value, _ in value }, logPotentials)
    let wanted = logSum(of: table, where: all)
    return agrees ? exp(wanted - logSum(of: table, where: evidence)) : 0
  }

  /// The logarithm of the sum of exponentials over the states in which units have given values.
  private func logSum(of table: [Double], where values: [Int: Double]) -> Double {
    var (mask, pattern) = (0, 0)
    for (unit, value) in values {
      if !biases.indices.contains(unit) || value != 1 && value != units.low {
        fail("BoltzmannMachine: no unit \(unit) of value \(value) among \(count) \(units) units")
      }
      let digit = 1 << (count - 1 - unit)
      mask |= digit
      if value == 1 { pattern |= digit }
    }
    return logSumExp(table.indices.filter { $0 & mask == pattern }.map { table[$0] })
  }

  /// The probability that a unit is 1, given all others; its own value in the state does not count.
  ///
  /// `p(xᵢ = 1 | x₋ᵢ) = σ(Σⱼ wᵢⱼ xⱼ + bᵢ)` for zeros and ones; for spins the argument is doubled.
  public func conditional(of i: Int, given x: [Double]) -> Double {
    sigma((1 - units.low) * localField(at: i, of: x))
  }

  // MARK: Visible and hidden units

  /// The machine of the hidden units where the visible ones are held: `p(h | v)`.
  ///
  /// - Requires: A value for each visible unit.
  public func posterior(given v: [Double]) -> BoltzmannMachine {
    checkVisible(v)
    let hidden = visibleCount..<count
    return BoltzmannMachine(
      units, weights: hidden.map { Array(weights[$0][hidden]) },
      biases: hidden.map { localField(at: $0, of: v) })
  }

  /// The free energy of a visible vector, so that `p(v) = exp(−F(v)) / Z`: `F(v) = −log Σₕ exp H(v, h)`.
  public func freeEnergy(_ v: [Double]) -> Double {
    let posterior = posterior(given: v)
    // Zeros in place of the hidden units leave the terms of the visible ones.
    let own = happiness(v + [Double](repeating: 0, count: hiddenCount))
    return -own - posterior.logPartition
  }

  /// The log-likelihood of independent visible vectors: `Σₙ log p(vₙ) = −Σₙ F(vₙ) − N log Z`.
  public func logLikelihood(of data: [[Double]]) -> Double {
    data.reduce(0) { $0 - freeEnergy($1) } - Double(data.count) * logPartition
  }

  /// The distribution of the visible units, a sum over the hidden ones: `p(v) = Σₕ p(v, h)`.
  ///
  /// Its states are numbered like those of a machine of the visible units alone.
  public var visibleDistribution: DiscreteDistribution {
    let (table, size) = (logPotentials, 1 << hiddenCount)
    return DiscreteDistribution(
      logWeights: stride(from: 0, to: table.count, by: size).map { start in
        logSumExp(Array(table[start..<start + size]))
      })
  }

  /// The distribution of the hidden units, a sum over the visible ones: `p(h) = Σᵥ p(v, h)`.
  public var hiddenDistribution: DiscreteDistribution {
    let (table, size) = (logPotentials, 1 << hiddenCount)
    return DiscreteDistribution(
      logWeights: (0..<size).map { start in
        logSumExp(stride(from: start, to: table.count, by: size).map { table[$0] })
      })
  }

  func checkVisible(_ v: [Double]) {
    if v.count != visibleCount {
      fail("BoltzmannMachine: \(v.count) values for \(visibleCount) visible units")
    }
  }
}
