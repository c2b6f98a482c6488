// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A Bayesian network: a joint distribution of discrete variables as a product of conditional probability tables.
///
/// `p(x₁, …, xₙ) = Πᵢ p(xᵢ | parents(xᵢ))`
///
/// A row holds the place of a value for each variable, in the order of `variables`.
/// - Units: nats.
/// - Paper: Pearl (1988), *Probabilistic Reasoning in Intelligent Systems*.
public struct BayesianNetwork: Sendable, Equatable {
  /// Which variables depend directly on which.
  public let graph: DirectedGraph
  /// A table for each variable, in their order.
  public let tables: [CPT]

  /// Makes a network from a table for each of its variables.
  ///
  /// - Requires: A table for each parent, no variable twice, and no cycle.
  public init(_ tables: CPT...) { self.init(tables) }

  /// Makes a network from a table for each of its variables.
  ///
  /// - Requires: A table for each parent, no variable twice, and no cycle.
  public init(_ tables: [CPT]) {
    graph = DirectedGraph(tables.map { ($0.variable, $0.parents) })
    self.tables = tables
  }

  /// Learns the tables of a graph from complete rows, by counting.
  ///
  /// The counts' shares are the tables of greatest likelihood; a pseudo-count keeps what was never seen possible.
  /// - Requires: Rows with a value for each variable of the graph.
  public init(_ graph: DirectedGraph, learning rows: [[Int]], pseudoCount: Double = 0) {
    let tables = graph.variables.map { variable in
      let family = graph.parents(of: variable) + [variable]
      return CPT(counts: Self.counts(family, graph.variables, rows), pseudoCount: pseudoCount)
    }
    self.init(tables)
  }

  /// The variables, in the order in which a row holds their values.
  public var variables: [DiscreteVariable] { graph.variables }

  /// The table of a variable.
  ///
  /// - Requires: A variable of the network.
  public subscript(variable: DiscreteVariable) -> CPT {
    guard let table = tables.first(where: { $0.variable == variable }) else {
      fail("BayesianNetwork: \(variable) is none of the variables \(variables)")
    }
    return table
  }

  /// How often each combination of some variables' values occurs in rows.
  private static func counts(
    _ family: [DiscreteVariable], _ variables: [DiscreteVariable], _ rows: [[Int]]
  ) -> Factor {
    let columns = family.compactMap { variables.firstIndex(of: $0) }
    var counts = [Double](repeating: 0, count: family.reduce(1) { $0 * $1.valueCount })
    for row in rows {
      Self.require(row, variables)
      counts[zip(columns, family).reduce(0) { $0 * $1.1.valueCount + row[$1.0] }] += 1
    }
    return Factor(family, values: counts)
  }

  private static func require(_ row: [Int], _ variables: [DiscreteVariable]) {
    if row.count != variables.count
      || zip(row, variables).contains(where: { !$1.values.indices.contains($0) })
    {
      fail("BayesianNetwork: \(row) is no row of values of \(variables)")
    }
  }

  /// How many probabilities the tables hold.
  public var cellCount: Int { graph.cellCount }

  /// How many probabilities do not follow from the others, as each row of a table sums to one.
  public var freeParameterCount: Int { graph.freeParameterCount }

  /// The joint distribution as one table over all variables; it grows exponentially with their number.
  public var joint: Factor {
    tables.reduce(Factor.one) { $0 * $1.factor }.marginal(variables)
  }

  /// The logarithm of the probability of a row.
  public func logProb(_ row: [Int]) -> Double { logProb([row])[0] }

  /// The logarithms of the probabilities of rows.
  public func logProb(_ rows: [[Int]]) -> [Double] {
    let plans = tables.map { Plan($0, variables) }
    return rows.map { row in
      Self.require(row, variables)
      return plans.reduce(0) { $0 + log($1.probabilities(row)[row[$1.column]]) }
    }
  }

  /// Draws independent rows, each variable after its parents (ancestral sampling).
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> [[Int]] {
    if count < 0 { fail("BayesianNetwork.sample: \(count) rows") }
    let plans = graph.ancestralOrder.map { Plan(self[$0], variables) }
    var rows: [[Int]] = []
    for _ in 0..<count {
      var row = [Int](repeating: 0, count: variables.count)
      for plan in plans { row[plan.column] = drawnPlace(of: plan.probabilities(row), using: &rng) }
      rows.append(row)
    }
    return rows
  }
}

/// Where in a row a table finds its variable's parents, and where it puts the variable.
private struct Plan {
  let column: Int
  private let parents: [(column: Int, size: Int)]
  private let rows: [[Double]]

  init(_ table: CPT, _ variables: [DiscreteVariable]) {
    let column = { (variable: DiscreteVariable) in variables.firstIndex(of: variable) ?? 0 }
    self.column = column(table.variable)
    parents = table.parents.map { (column($0), $0.valueCount) }
    rows = table.rows
  }

  /// The distribution of the variable, given a row that holds its parents.
  func probabilities(_ row: [Int]) -> [Double] {
    rows[parents.reduce(0) { $0 * $1.size + row[$1.column] }]
  }
}
