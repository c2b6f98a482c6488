// SPDX-License-Identifier: MIT

public import Tensors

/// A named set of examples without classes, divided into parts to learn from, to choose by, and to test with.
public struct TensorDataset: DescribedDataset, Equatable {
  /// The name that titles of figures show.
  public let name: String
  /// The examples to learn from, along the first axis.
  public let train: Tensor
  /// The examples to choose by, such as when to stop; some sets have none.
  public let validation: Tensor
  /// The examples to test with; a set that is published in one piece has none.
  public let test: Tensor
  private let origin: DatasetCard

  init(
    _ origin: DatasetCard, train: Tensor, validation: Tensor? = nil, test: Tensor? = nil
  ) {
    (name, self.origin, self.train) = (origin.name, origin, train)
    (self.validation, self.test) = (validation ?? train[..<0], test ?? train[..<0])
  }

  /// What the set is and where it comes from.
  public var card: DatasetCard {
    origin.with([.init("training", train), .init("validation", validation), .init("test", test)])
  }
}

extension TensorDataset: CustomStringConvertible {
  /// Name and sizes.
  public var description: String {
    let size = train.shape.dropFirst().map(\.description).joined(separator: " × ")
    let counts = [train, validation, test].map { $0.shape[0] }.filter { $0 > 0 }
    let list = counts.map(\.description).joined(separator: " + ")
    return "\(name): \(list) examples of \(size) numbers"
  }
}
