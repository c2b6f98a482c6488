// SPDX-License-Identifier: MIT

public import Tensors

/// A vector for each of a number of symbols, such as classes, words or codes.
///
/// - Shapes: ids `[…]` → `[…, size]`; the table `[count, size]`.
public struct Embedding: Layer {
  /// The table, a row for each symbol.
  @Parameter public var weight: Tensor

  /// Makes a table of vectors from the standard normal distribution, or by another rule.
  public init(
    _ count: Int, _ size: Int, initializer: Initializer = .normal(standardDeviation: 1),
    using rng: inout some RandomNumberGenerator
  ) {
    weight = initializer.tensor([count, size], fanIn: count, fanOut: size, using: &rng)
  }

  /// The rows of some symbols.
  ///
  /// - Shapes: `count` ids → `[count, size]`.
  /// - Requires: Ids that the table has.
  public func callAsFunction(_ ids: [Int]) -> Tensor { weight[at: ids] }

  /// The rows of the symbols of some sequences.
  ///
  /// - Shapes: `batch` sequences of `length` ids → `[batch, length, size]`.
  /// - Requires: Sequences of one length, and ids that the table has.
  public func callAsFunction(_ ids: [[Int]]) -> Tensor {
    let length = ids.first?.count ?? 0
    for (index, sequence) in ids.enumerated() where sequence.count != length {
      fail("Embedding: sequence 0 has \(length) ids, sequence \(index) has \(sequence.count)")
    }
    return self(ids.flatMap { $0 }).reshaped(ids.count, length, weight.shape[1])
  }

  /// The rows of the symbols whose numbers a tensor holds.
  ///
  /// - Shapes: `[…]` → `[…, size]`.
  /// - Requires: Whole numbers that the table has.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let ids = x.scalars.map { number in
      guard let id = Int(exactly: number) else {
        fail("Embedding: \(number) in a tensor of shape \(x.shape) is no symbol's number")
      }
      return id
    }
    return self(ids).reshaped(to: Shape(x.shape.sizes + [weight.shape[1]]))
  }
}
