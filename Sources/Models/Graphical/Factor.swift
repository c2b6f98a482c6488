// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A table with a number for each combination of values of some discrete variables, such as a joint distribution.
///
/// `f(x₁, …, xₙ)`; the product of two tables has the variables of both, and sums make tables of fewer variables.
///
/// - Precision: Double throughout; identities of small tables hold to about 1e-15.
public struct Factor: Sendable, Equatable {
  /// The variables, one for each axis of the table.
  public let variables: [DiscreteVariable]
  /// The numbers, the last variable's values fastest.
  public let values: [Double]

  /// Makes a table from its numbers, the last variable's values fastest.
  ///
  /// - Requires: Different variables, and a number for each combination of their values.
  public init(_ variables: [DiscreteVariable], values: [Double]) {
    let count = variables.reduce(1) { $0 * $1.valueCount }
    if values.count != count || Set(variables.map(\.name)).count != variables.count {
      fail("Factor: \(values.count) numbers for \(count) combinations of values of \(variables)")
    }
    (self.variables, self.values) = (variables, values)
  }

  /// The table without variables that leaves others as they are when it multiplies them.
  public static let one = Factor([], values: [1])

  /// A joint distribution drawn at random, any as likely as any other.
  public static func random(
    _ variables: DiscreteVariable..., using rng: inout some RandomNumberGenerator
  ) -> Factor {
    var values: [Double] = []
    for _ in 0..<variables.reduce(1, { $0 * $1.valueCount }) {
      values.append(-log(1 - Double.random(in: 0..<1, using: &rng)))
    }
    return Factor(variables, values: values).normalized()
  }

  /// The number that belongs to a row: the place of a value for each variable, in their order.
  ///
  /// - Requires: A row of the table.
  public subscript(row: [Int]) -> Double {
    if row.count != variables.count
      || zip(row, variables).contains(where: { !$1.values.indices.contains($0) })
    {
      fail("Factor: \(row) is no row of values of \(variables)")
    }
    return values[zip(row, variables).reduce(0) { $0 * $1.1.valueCount + $1.0 }]
  }

  /// The number that belongs to named values of all variables.
  ///
  /// - Requires: A value for each variable.
  public subscript(values: [DiscreteVariable: String]) -> Double {
    let rest = restricted(to: values)
    if !rest.variables.isEmpty { fail("Factor: there is no value for \(rest.variables)") }
    return rest.values[0]
  }

  /// The rows of the table, each the places of its values, in the order of the numbers.
  public var rows: [[Int]] {
    variables.reduce([[]]) { rows, variable in
      rows.flatMap { row in variable.values.indices.map { row + [$0] } }
    }
  }

  /// The sum of all numbers.
  public var total: Double { values.reduce(0, +) }

  /// For each row of a longer list of variables, the place of its number in this table.
  func places(in list: [DiscreteVariable]) -> [Int] {
    var places = [0]
    for variable in list {
      let step = step(of: variable)
      places = places.flatMap { start in variable.values.indices.map { start + step * $0 } }
    }
    return places
  }

  /// How far apart the numbers of two neighbouring values of a variable are; zero where the table does not have it.
  private func step(of variable: DiscreteVariable) -> Int {
    guard let axis = variables.firstIndex(of: variable) else { return 0 }
    return variables[(axis + 1)...].reduce(1) { $0 * $1.valueCount }
  }

  /// The product, a table over the variables of both.
  public static func * (left: Factor, right: Factor) -> Factor {
    left.combined(with: right, *)
  }

  /// The quotient, a table over the variables of both; zero divided by zero is zero.
  private func divided(by other: Factor) -> Factor {
    combined(with: other) { $0 == 0 ? 0 : $0 / $1 }
  }

  private func combined(
    with other: Factor, _ operation: (Double, Double) -> Double
  ) -> Factor {
    let union = variables + other.variables.filter { !variables.contains($0) }
    let pairs = zip(places(in: union), other.places(in: union))
    return Factor(union, values: pairs.map { operation(values[$0], other.values[$1]) })
  }

  /// The table of some of the variables, in the order given, summed over all others.
  ///
  /// `p(a) = Σ_b p(a, b)`
  ///
  /// - Requires: Variables of the table.
  public func marginal(_ kept: [DiscreteVariable]) -> Factor {
    let count = kept.reduce(1) { $0 * $1.valueCount }
    let shape = Factor(kept, values: [Double](repeating: 0, count: count))
    require(kept)
    var sums = shape.values
    for (place, value) in zip(shape.places(in: variables), values) { sums[place] += value }
    return Factor(kept, values: sums)
  }

  /// The table of some of the variables, in the order given, summed over all others.
  public func marginal(_ kept: DiscreteVariable...) -> Factor { marginal(kept) }

  /// The table with one variable summed out.
  public func summing(over variable: DiscreteVariable) -> Factor {
    marginal(variables.filter { $0 != variable })
  }

  /// The conditional distribution of a variable given others; given what is impossible, it is zero.
  ///
  /// `p(a | b) = p(a, b) / p(b)`, a table over `b` and then `a`
  public func conditional(_ variable: DiscreteVariable, given others: [DiscreteVariable]) -> Factor
  {
    marginal(others + [variable]).divided(by: marginal(others))
  }

  /// The conditional distribution of a variable given others; given what is impossible, it is zero.
  public func conditional(_ variable: DiscreteVariable, given others: DiscreteVariable...)
    -> Factor
  {
    conditional(variable, given: others)
  }

  /// The part of the table in which some variables have known values; they are no longer its variables.
  public func restricted(to evidence: [DiscreteVariable: String]) -> Factor {
    let rest = variables.filter { evidence[$0] == nil }
    let start = variables.reduce(0) { sum, variable in
      sum + (evidence[variable].map { step(of: variable) * variable.place(of: $0) } ?? 0)
    }
    return Factor(rest, values: places(in: rest).map { values[start + $0] })
  }

  /// The table divided by its sum.
  ///
  /// - Requires: A positive sum.
  public func normalized() -> Factor {
    let sum = total
    if !(sum > 0) || !sum.isFinite {
      fail("Factor: numbers that sum to \(sum) are no distribution")
    }
    return Factor(variables, values: values.map { $0 / sum })
  }

  /// The greatest difference between the numbers of two tables over the same variables, in any order.
  public func largestDifference(from other: Factor) -> Double {
    if variables.count != other.variables.count {
      fail("Factor: tables over \(variables) and \(other.variables) cannot be compared")
    }
    let same = other.marginal(variables)
    return zip(values, same.values).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
  }

  func require(_ wanted: [DiscreteVariable]) {
    if let missing = wanted.first(where: { !variables.contains($0) }) {
      fail("Factor: \(missing) is none of the variables \(variables)")
    }
  }
}

extension Factor {
  /// The entropy of a joint distribution, `−Σ p log p`.
  ///
  /// - Units: nats.
  public var entropy: Double { -values.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 } }

  /// The Kullback–Leibler divergence from this joint distribution to another over the same variables, `Σ p log (p / q)`.
  ///
  /// - Units: nats.
  public func klDivergence(to other: Factor) -> Double {
    if variables.count != other.variables.count {
      fail("klDivergence: tables over \(variables) and \(other.variables) cannot be compared")
    }
    return zip(values, other.marginal(variables).values).reduce(0) { sum, pair in
      pair.0 > 0 ? sum + pair.0 * log(pair.0 / pair.1) : sum
    }
  }

  /// How much one variable tells about another when a third group is known.
  ///
  /// `I(a; b | c) = Σ p(a, b, c) log (p(a, b, c) p(c) / (p(a, c) p(b, c)))`; zero if and only if `a` and `b` are
  /// independent given `c`.
  ///
  /// - Units: nats.
  public func mutualInformation(
    _ first: DiscreteVariable, _ second: DiscreteVariable, given known: [DiscreteVariable] = []
  ) -> Double {
    let joint = marginal(known + [first, second])
    let parts = [
      joint.marginal(known), joint.marginal(known + [first]), joint.marginal(known + [second]),
    ]
    let places = parts.map { $0.places(in: joint.variables) }
    return joint.values.indices.reduce(0) { sum, row in
      let p = joint.values[row]
      if p == 0 { return sum }
      let (c, ac, bc) = (
        parts[0].values[places[0][row]], parts[1].values[places[1][row]],
        parts[2].values[places[2][row]]
      )
      return sum + p * log(p * c / (ac * bc))
    }
  }
}
