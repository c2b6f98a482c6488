// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A network of units with two values, each pair of which may be connected, in exact arithmetic.
///
/// `E(x) = −Σ_{i<j} wᵢⱼ xᵢ xⱼ − Σᵢ bᵢ xᵢ`, `p(x) = exp(−E(x)) / Z`
///
/// Each pair counts once. Units are zeros and ones or spins, and the same numbers mean another law in either. The last
/// units may be hidden. Sums go over all `2ⁿ` states; what samples says so.
/// - Units: nats.
/// - Paper: Ackley, Hinton & Sejnowski (1985), *A Learning Algorithm for Boltzmann Machines*.
public struct BoltzmannMachine: Sendable, Hashable {
  /// The two values of a unit.
  public enum Units: Sendable, Hashable {
    /// 0 and 1.
    case binary
    /// −1 and 1, as in the Ising model.
    case spins

    /// The lower value; the upper one is 1.
    var low: Double { self == .binary ? 0 : -1 }
  }

  /// The two values of each unit.
  public let units: Units
  /// The connections `wᵢⱼ`, symmetric and without diagonal.
  public internal(set) var weights: [[Double]]
  /// The biases `bᵢ`.
  public internal(set) var biases: [Double]
  /// The number of visible units, which come before the hidden ones.
  public let visibleCount: Int

  /// Makes a machine from a matrix of connections; all units are visible if nothing else is said.
  ///
  /// - Requires: A symmetric matrix with zeros on its diagonal and a bias for each row.
  public init(
    _ units: Units, weights: [[Double]], biases: [Double], visibleCount: Int? = nil
  ) {
    let (count, places) = (biases.count, biases.indices)
    if weights.count != count || weights.contains(where: { $0.count != count })
      || !places.allSatisfy({ i in
        weights[i][i] == 0 && places.allSatisfy { weights[i][$0] == weights[$0][i] }
      })
    {
      fail("BoltzmannMachine: weights must be a symmetric \(count) × \(count) matrix, diagonal 0")
    }
    let visible = visibleCount ?? count
    if !(0...count).contains(visible) {
      fail("BoltzmannMachine: \(visible) visible units among \(count)")
    }
    (self.units, self.weights, self.biases, self.visibleCount) = (units, weights, biases, visible)
  }

  /// Makes a machine from the connected pairs, counted from 0: `[(0, 1, -1), (1, 2, 2)]`.
  ///
  /// - Requires: Pairs of two different units, each pair once.
  public init(
    _ units: Units, pairs: [(Int, Int, Double)], biases: [Double], visibleCount: Int? = nil
  ) {
    var weights = [[Double]](repeating: biases.map { _ in 0 }, count: biases.count)
    for (i, j, weight) in pairs {
      if i == j || !biases.indices.contains(i) || !biases.indices.contains(j) {
        fail("BoltzmannMachine: no pair of \(i) and \(j) among \(biases.count) units")
      }
      weights[i][j] = weight
      weights[j][i] = weight
    }
    self.init(units, weights: weights, biases: biases, visibleCount: visibleCount)
  }

  /// Draws a machine whose weights and biases are normal numbers of mean 0.
  ///
  /// - Requires: Numbers of units and a standard deviation that are not negative.
  public static func random(
    _ units: Units, visible: Int, hidden: Int = 0, standardDeviation: Double = 1,
    using rng: inout some RandomNumberGenerator
  ) -> BoltzmannMachine {
    if visible < 0 || hidden < 0 || !(standardDeviation >= 0) {
      fail("BoltzmannMachine: \(visible) and \(hidden) units, deviation \(standardDeviation)")
    }
    let normal = UnivariateGaussian(mean: 0, standardDeviation: 1)
    func draw(_ count: Int) -> [Double] {
      normal.sample(count, using: &rng).map { standardDeviation * $0 }
    }
    let pairs = (0..<visible + hidden).flatMap { i in
      zip(0..<i, draw(i)).map { (i, $0.0, $0.1) }
    }
    return BoltzmannMachine(
      units, pairs: pairs, biases: draw(visible + hidden), visibleCount: visible)
  }

  /// The number of units.
  public var count: Int { biases.count }
  /// The number of hidden units, the last ones.
  public var hiddenCount: Int { count - visibleCount }

  /// The happiness of a state, its negative energy: `H(x) = Σ_{i<j} wᵢⱼ xᵢ xⱼ + Σᵢ bᵢ xᵢ`.
  ///
  /// Of a state it is `log p̄(x)`; it is defined for means of units as well.
  public func happiness(_ x: [Double]) -> Double {
    checkCount(of: x)
    return x.indices.reduce(0) { sum, i in
      let before = (0..<i).reduce(0) { $0 + weights[i][$1] * x[$1] }
      return sum + x[i] * (before + biases[i])
    }
  }

  /// The energy of a state: `E(x) = −H(x)`.
  public func energy(_ x: [Double]) -> Double { -happiness(x) }

  /// What the others and its own bias do to a unit: `Σⱼ wᵢⱼ xⱼ + bᵢ`, for states or for means.
  public func localField(at i: Int, of x: [Double]) -> Double {
    zip(weights[i], x).reduce(biases[i]) { $0 + $1.0 * $1.1 }
  }

  /// All states, in the order of binary numbers whose first digit is the first unit.
  ///
  /// - Requires: No more than 26 units.
  public var states: [[Double]] {
    let values = [units.low, 1]
    return Assignments(enumerating: count, classes: 2).map { $0.map { values[$0] } }
  }

  /// The happiness of each state, the logarithm of its unnormalised probability, in the order of `states`.
  public var logPotentials: [Double] {
    _ = Assignments(enumerating: count, classes: 2)  // refuses what would take for ever
    // Unit after unit: the table of the first ones splits by the value of the next one.
    return biases.indices.reduce([0]) { table, i in
      var fields = [biases[i]]
      for weight in weights[i][..<i] { fields = split(fields, by: fields.map { _ in weight }) }
      return split(table, by: fields)
    }
  }

  /// Each sum twice, once for each value of a further unit that adds its value times the slope.
  private func split(_ sums: [Double], by slopes: [Double]) -> [Double] {
    let low = units.low
    return [Double](unsafeUninitializedCapacity: 2 * sums.count) { result, count in
      for place in sums.indices {
        result[2 * place] = sums[place] + low * slopes[place]
        result[2 * place + 1] = sums[place] + slopes[place]
      }
      count = 2 * sums.count
    }
  }

  /// The logarithm of the partition function: `log Z = log Σ exp H(x)`.
  ///
  /// - Requires: No more than 26 units.
  public var logPartition: Double {
    // A large table is summed in parts, so that it needs no memory: for each value of the first unit the others are a
    // machine of their own.
    if count <= 12 { return logSumExp(logPotentials) }
    _ = Assignments(enumerating: count, classes: 2)
    return logSumExp(
      [units.low, 1].map { value in
        let others = BoltzmannMachine(
          units, weights: weights.dropFirst().map { Array($0.dropFirst()) },
          biases: zip(biases, weights[0]).dropFirst().map { $0 + $1 * value })
        return biases[0] * value + others.logPartition
      })
  }

  /// The probability of each state, in the order of `states`.
  public var distribution: DiscreteDistribution { DiscreteDistribution(logWeights: logPotentials) }

  /// The mean of each unit.
  public var means: [Double] { moments.means }

  func checkCount(of x: [Double]) {
    if x.count != count { fail("BoltzmannMachine: \(x.count) values for \(count) units") }
  }
}
