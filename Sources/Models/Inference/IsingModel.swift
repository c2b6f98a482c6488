// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// Spins of −1 or 1 that are drawn to each other by couplings and to one side by fields, in exact arithmetic.
///
/// `log p̄(z) = Σ_{i<j} wᵢⱼ zᵢ zⱼ + Σᵢ bᵢ zᵢ`, `p(z) = p̄(z) / Z`
///
/// Each pair counts once. This is a Boltzmann machine whose units are spins; sums go over all `2ⁿ` states.
/// - Units: nats.
public struct IsingModel: Sendable {
  /// The couplings `wᵢⱼ`, symmetric and without diagonal.
  public let couplings: [[Double]]
  /// The fields `bᵢ`.
  public let fields: [Double]

  /// Makes a model from a matrix of couplings.
  ///
  /// - Requires: A symmetric matrix with zeros on its diagonal and a field for each row.
  public init(couplings: [[Double]], fields: [Double]) {
    let count = fields.count
    let places = fields.indices
    if couplings.count != count || couplings.contains(where: { $0.count != count })
      || !places.allSatisfy({ i in
        couplings[i][i] == 0 && places.allSatisfy { couplings[i][$0] == couplings[$0][i] }
      })
    {
      fail(
        "IsingModel: couplings must be a symmetric \(count) × \(count) matrix with zero diagonal")
    }
    (self.couplings, self.fields) = (couplings, fields)
  }

  /// Makes a model from the coupled pairs, counted from 0: `[(0, 1, -1), (1, 2, 2)]`.
  ///
  /// - Requires: Pairs of two different spins, each pair once.
  public init(pairs: [(Int, Int, Double)], fields: [Double]) {
    var couplings = [[Double]](repeating: fields.map { _ in 0 }, count: fields.count)
    for (i, j, weight) in pairs {
      if i == j || !fields.indices.contains(i) || !fields.indices.contains(j) {
        fail("IsingModel: no pair of \(i) and \(j) among \(fields.count) spins")
      }
      couplings[i][j] = weight
      couplings[j][i] = weight
    }
    self.init(couplings: couplings, fields: fields)
  }

  /// The number of spins.
  public var count: Int { fields.count }

  /// All states, from −1 everywhere to 1 everywhere.
  ///
  /// - Requires: No more than 26 spins.
  public var states: [[Double]] {
    Assignments(enumerating: count, classes: 2).map { $0.map { Double(2 * $0 - 1) } }
  }

  /// The logarithm of the unnormalised probability, the negative energy: `log p̄(z)`.
  public func logPotential(_ spins: [Double]) -> Double {
    if spins.count != count { fail("IsingModel: \(spins.count) spins for \(count)") }
    return spins.indices.reduce(0) { sum, i in
      let before = (0..<i).reduce(0) { $0 + couplings[i][$1] * spins[$1] }
      return sum + spins[i] * (before + fields[i])
    }
  }

  /// The logarithm of the unnormalised probability of each state, in the order of `states`.
  public var logPotentials: [Double] { states.map(logPotential) }

  /// The logarithm of the partition function: `log Z = log Σ p̄(z)`.
  public var logPartition: Double { logSumExp(logPotentials) }

  /// The probability of each state, in the order of `states`.
  public var distribution: DiscreteDistribution { DiscreteDistribution(logWeights: logPotentials) }

  /// The mean of each spin.
  public var means: [Double] {
    let (p, states) = (distribution, states)
    return fields.indices.map { i in p.expectation(of: states.map { $0[i] }) }
  }

  /// What the others and its own field do to a spin: `Σⱼ wᵢⱼ zⱼ + bᵢ`, for spins or for their means.
  public func localField(at i: Int, of spins: [Double]) -> Double {
    zip(couplings[i], spins).reduce(fields[i]) { $0 + $1.0 * $1.1 }
  }
}
