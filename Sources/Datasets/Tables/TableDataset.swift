// SPDX-License-Identifier: MIT

public import Tensors

/// A named table of numbers, with the class of each row where the set has classes.
public struct TableDataset: DescribedDataset, Equatable {
  /// The name that titles of figures show.
  public let name: String
  /// What each column is called.
  public let columns: [String]
  /// The numbers, `[count, columns]`.
  public let features: Tensor
  /// What each class is called; a set without classes has none.
  public let classNames: [String]
  /// The class of each row, counted from 0; empty where there are no classes.
  public let labels: [Int]
  private let origin: DatasetCard

  init(
    _ origin: DatasetCard, columns: [String], features: Tensor, classNames: [String] = [],
    labels: [Int] = []
  ) {
    (name, self.origin, self.columns) = (origin.name, origin, columns)
    (self.features, self.classNames, self.labels) = (features, classNames, labels)
  }

  /// The number of rows.
  public var count: Int { features.shape[0] }

  /// A column by its name, as a vector.
  ///
  /// - Requires: The table has a column of that name.
  public subscript(column: String) -> Tensor {
    guard let index = columns.firstIndex(of: column) else {
      fail("table: \(name) has no column \(column); its columns are \(columns)")
    }
    return features[column: index]
  }

  /// The rows at some places, in the order of the places.
  ///
  /// - Requires: Places inside the table.
  public subscript(at rows: [Int]) -> TableDataset {
    TableDataset(
      origin, columns: columns, features: features[at: rows], classNames: classNames,
      labels: labels.isEmpty ? [] : rows.map { labels[$0] })
  }

  /// All rows of one class, in their order.
  public func rows(ofClass label: Int) -> Tensor {
    features[at: labels.indices.filter { labels[$0] == label }]
  }

  /// Divides the rows at random into a part to learn from and a part to test with.
  ///
  /// - Requires: A fraction in 0…1.
  public func split(
    trainFraction: Double = 0.8, seed: UInt64
  ) -> (train: TableDataset, test: TableDataset) {
    if !(0...1).contains(trainFraction) {
      fail("split: the fraction \(trainFraction) is not in 0…1")
    }
    var rng = PCG32(seed: seed)
    let order = permutation(count, using: &rng)
    let trainCount = Int((Double(count) * trainFraction).rounded())
    return (self[at: Array(order[..<trainCount])], self[at: Array(order[trainCount...])])
  }

  /// What the set is and where it comes from.
  public var card: DatasetCard {
    origin.with([.init("rows", features)])
  }
}

extension TableDataset: CustomStringConvertible {
  /// Name, size and columns.
  public var description: String {
    let classes = classNames.isEmpty ? "" : " in \(Set(labels).count) classes"
    return "\(name): \(count) rows\(classes) with \(columns.joined(separator: ", "))"
  }
}
