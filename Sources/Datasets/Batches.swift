// SPDX-License-Identifier: MIT

public import Tensors

extension LabeledImages: Batchable {
  /// The number of images.
  public var exampleCount: Int { count }

  /// Images that lie one after another, in the memory of the whole.
  public func examples(in range: Range<Int>) -> LabeledImages { self[range] }

  /// Images at some indices, in the order of the indices.
  public func examples(at indices: [Int]) -> LabeledImages { self[at: indices] }
}

/// What becomes of the examples that do not fill a batch.
public enum LastBatch: Sendable {
  /// They make a smaller one.
  case kept
  /// They are left out.
  case dropped
}

/// One pass over examples in runs of one size.
public struct Batches<Source: Batchable & Sendable>: Sendable {
  private let source: Source
  private let size: Int
  /// The examples in random order, or nil for that of the set.
  private let order: [Int]?
  /// The number of batches.
  public let count: Int

  init(_ source: Source, size: Int, order: [Int]?, last: LastBatch) {
    if size < 1 { fail("batches: a batch of \(size) examples") }
    (self.source, self.size, self.order) = (source, size, order)
    count = (source.exampleCount + (last == .kept ? size - 1 : 0)) / size
  }

  fileprivate func batch(_ index: Int) -> Source {
    let range = index * size..<Swift.min((index + 1) * size, source.exampleCount)
    return order.map { source.examples(at: Array($0[range])) } ?? source.examples(in: range)
  }
}

extension Batches: RandomAccessCollection {
  /// The first batch.
  public var startIndex: Int { 0 }

  /// One beyond the last batch.
  public var endIndex: Int { count }

  /// A batch; it is put together when it is asked for.
  ///
  /// - Requires: A batch of the pass.
  public subscript(index: Int) -> Source {
    if index < 0 || index >= count { fail("batches: there is no batch \(index) of \(count)") }
    return batch(index)
  }
}

extension Batchable where Self: Sendable {
  /// The examples in their own order; no batch copies anything.
  ///
  /// - Requires: A positive size.
  public func batches(of size: Int, last: LastBatch = .kept) -> Batches<Self> {
    Batches(self, size: size, order: nil, last: last)
  }

  /// The examples in an order that follows from a seed and the number of the epoch alone.
  ///
  /// - Requires: A positive size.
  public func batches(
    of size: Int, seed: UInt64, epoch: Int = 0, last: LastBatch = .kept
  ) -> Batches<Self> {
    var rng = PCG32(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
    let order = permutation(exampleCount, using: &rng)
    return Batches(self, size: size, order: order, last: last)
  }
}
