// SPDX-License-Identifier: MIT

public import Tensors

/// A conditional probability table: the distribution of a variable for each combination of its parents' values.
///
/// `p(x | parents)`, each row of which sums to one
public struct CPT: Sendable, Equatable {
  /// The variable whose probabilities these are.
  public let variable: DiscreteVariable
  /// The variables on which it depends directly.
  public let parents: [DiscreteVariable]
  /// The probabilities, over the parents and last the variable.
  public let factor: Factor

  private static let tolerance = 1e-9

  /// The table as the lecture writes it: `p(y)` or `p(y | a, b)`.
  private static func name(_ variable: DiscreteVariable, _ parents: [DiscreteVariable]) -> String {
    let condition = parents.isEmpty ? "" : " | " + parents.map(\.name).joined(separator: ", ")
    return "p(\(variable.name)\(condition))"
  }

  /// Makes the table of a variable without parents from the probabilities of its values.
  ///
  /// - Requires: Probabilities that sum to 1.
  public init(_ variable: DiscreteVariable, _ probabilities: [Double]) {
    self.init(variable, given: [], rows: [probabilities])
  }

  /// Makes a table from a row for each combination of the parents' values, the last parent's fastest.
  ///
  /// - Requires: As many rows as combinations, each with probabilities that sum to 1.
  public init(_ variable: DiscreteVariable, given parents: DiscreteVariable..., rows: [[Double]]) {
    self.init(variable, given: parents, rows: rows)
  }

  /// Makes a table from a row for each combination of the parents' values, the last parent's fastest.
  ///
  /// - Requires: As many rows as combinations, each with probabilities that sum to 1.
  public init(_ variable: DiscreteVariable, given parents: [DiscreteVariable], rows: [[Double]]) {
    let count = parents.reduce(1) { $0 * $1.valueCount }
    let name = Self.name(variable, parents)
    if rows.count != count {
      fail("CPT: \(rows.count) rows for \(name), which needs \(count)")
    }
    for (place, row) in rows.enumerated() {
      let isDistribution =
        row.count == variable.valueCount && row.allSatisfy { $0 >= 0 }
        && abs(row.reduce(0, +) - 1) < Self.tolerance
      if !isDistribution {
        fail(
          "CPT: row \(place) of \(name) is \(row); it must be "
            + "\(variable.valueCount) probabilities that sum to 1")
      }
    }
    (self.variable, self.parents) = (variable, parents)
    factor = Factor(parents + [variable], values: Array(rows.joined()))
  }

  /// Makes a table from how often each combination was counted; a row without any count is uniform.
  ///
  /// `p(x | parents) = (count(x, parents) + α) / Σ (count + α)`
  ///
  /// - Parameters:
  ///   - counts: A table over the parents and last the variable.
  ///   - pseudoCount: What is added to each count, `α`; 0 is maximum likelihood, 1 is Laplace's rule.
  public init(counts: Factor, pseudoCount: Double = 0) {
    guard let variable = counts.variables.last, pseudoCount >= 0 else {
      fail("CPT: a pseudo-count of \(pseudoCount) on counts of \(counts.variables)")
    }
    let size = variable.valueCount
    let rows = stride(from: 0, to: counts.values.count, by: size).map { start in
      let row = counts.values[start..<start + size].map { $0 + pseudoCount }
      let sum = row.reduce(0, +)
      return row.map { sum > 0 ? $0 / sum : 1 / Double(size) }
    }
    self.init(variable, given: counts.variables.dropLast(), rows: rows)
  }

  /// The distributions of the variable, one for each combination of the parents' values.
  public var rows: [[Double]] {
    let size = variable.valueCount
    return stride(from: 0, to: factor.values.count, by: size).map {
      Array(factor.values[$0..<$0 + size])
    }
  }

  /// The distribution of the variable, given at least the places of its parents' values.
  ///
  /// - Requires: A place for each parent.
  public func distribution(given places: [DiscreteVariable: Int]) -> [Double] {
    let row = parents.reduce(0) { row, parent in
      guard let place = places[parent], parent.values.indices.contains(place) else {
        fail("CPT: \(Self.name(variable, parents)) needs the place of a value of \(parent)")
      }
      return row * parent.valueCount + place
    }
    let start = row * variable.valueCount
    return Array(factor.values[start..<start + variable.valueCount])
  }

  /// What each row is given: the parents' values in words.
  public var rowNames: [String] {
    parents.reduce([[]]) { names, parent in
      names.flatMap { name in parent.values.map { name + [$0] } }
    }.map { $0.joined(separator: ", ") }
  }

  /// The number of probabilities in the table.
  public var cellCount: Int { factor.values.count }

  /// The number of probabilities that do not follow from the others, as each row sums to one.
  public var freeParameterCount: Int { cellCount / variable.valueCount * (variable.valueCount - 1) }

  /// The probabilities as a matrix for pictures.
  ///
  /// - Shapes: `[rows, values]`.
  public var matrix: Tensor { Tensor(rows.map { $0.map { Float($0) } }) }

  /// The table with variables exchanged for others that have as many values.
  func renamed(_ name: (DiscreteVariable) -> DiscreteVariable) -> CPT {
    CPT(name(variable), given: parents.map(name), rows: rows)
  }
}
