// SPDX-License-Identifier: MIT

public import Tensors

/// Five discrete variables of people with a known directed graph: age, gender, marital status, salary and a label.
///
/// `p(age) p(gender) p(status) p(salary | status, age) p(label | salary, gender)`. The probabilities are invented; only the
/// graph is that of the lecture.
public struct SalaryTable: DescribedDataset, Equatable {
  /// A variable of the table.
  public enum Variable: Int, Sendable, CaseIterable {
    /// Young, middle or old.
    case age
    /// One of two.
    case gender
    /// Single or married.
    case status
    /// Low, middle or high.
    case salary
    /// Whether a loan is paid back.
    case label

    /// What the variable's values are called.
    public var valueNames: [String] {
      switch self {
      case .age: ["young", "middle", "old"]
      case .gender: ["g1", "g2"]
      case .status: ["single", "married"]
      case .salary: ["low", "middle", "high"]
      case .label: ["0", "1"]
      }
    }

    /// The variables on which this one depends directly.
    public var parents: [Variable] {
      switch self {
      case .age, .gender, .status: []
      case .salary: [.status, .age]
      case .label: [.salary, .gender]
      }
    }
  }

  /// Makes the table's distribution.
  public init() {}

  /// The probabilities of a variable given its parents, which are the leading axes in their order.
  ///
  /// - Shapes: one axis for each parent, and the variable's own last.
  public func conditional(_ variable: Variable) -> Tensor {
    let sizes = (variable.parents + [variable]).map(\.valueNames.count)
    return Tensor(Self.table(of: variable).map { Float($0) }, shape: Shape(sizes))
  }

  /// The conditional probabilities, one distribution after another.
  private static func table(of variable: Variable) -> [Double] {
    switch variable {
    case .age: [0.3, 0.45, 0.25]
    case .gender: [0.5, 0.5]
    case .status: [0.4, 0.6]
    case .salary:
      [0.7, 0.25, 0.05, 0.4, 0.45, 0.15, 0.5, 0.35, 0.15]
        + [0.5, 0.4, 0.1, 0.2, 0.5, 0.3, 0.25, 0.4, 0.35]
    case .label: [0.8, 0.2, 0.7, 0.3, 0.45, 0.55, 0.35, 0.65, 0.15, 0.85, 0.1, 0.9]
    }
  }

  /// The probability of a row: a value for each variable, in their order.
  ///
  /// - Requires: Values that the variables have.
  public func probability(_ row: [Int]) -> Double {
    let variables = Variable.allCases
    if row.count != variables.count
      || zip(row, variables).contains(where: { !$1.valueNames.indices.contains($0) })
    {
      fail("SalaryTable: \(row) is not a row of its five variables")
    }
    return variables.reduce(1) { $0 * distribution(of: $1, given: row)[row[$1.rawValue]] }
  }

  /// The probabilities of all rows, an axis for each variable in their order.
  ///
  /// - Shapes: `[3, 2, 2, 3, 2]`.
  public var joint: Tensor {
    let rows = Variable.allCases.reduce([[Int]]([[]])) { rows, variable in
      rows.flatMap { row in variable.valueNames.indices.map { row + [$0] } }
    }
    return Tensor(
      rows.map { Float(probability($0)) },
      shape: Shape(Variable.allCases.map(\.valueNames.count)))
  }

  /// Draws independent rows, each variable after its parents: a value for each variable, in their order.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> [[Int]] {
    Points.require(count, in: "SalaryTable")
    return (0..<count).map { _ in
      var row: [Int] = []
      for variable in Variable.allCases {
        row.append(Draw.place(of: distribution(of: variable, given: row), using: &rng))
      }
      return row
    }
  }

  /// The probabilities of a variable's values, given a row that holds at least its parents.
  private func distribution(of variable: Variable, given row: [Int]) -> [Double] {
    let count = variable.valueNames.count
    let start = variable.parents.reduce(0) { $0 * $1.valueNames.count + row[$1.rawValue] } * count
    return Array(Self.table(of: variable)[start..<start + count])
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Age, salary and gender", "Five discrete variables with a known directed graph.",
      values: "numbers of values: age 3, gender 2, status 2, salary 3, label 2")
  }
}
