// SPDX-License-Identifier: MIT

/// Examples that can be taken in batches.
public protocol Batchable {
  /// The number of examples.
  var exampleCount: Int { get }

  /// The examples in a range, without a copy where possible.
  func examples(in range: Range<Int>) -> Self

  /// The examples at some indices, in the order of the indices.
  func examples(at indices: [Int]) -> Self
}

extension Tensor: Batchable {
  /// The size of the leading axis.
  ///
  /// - Requires: A tensor that has an axis.
  public var exampleCount: Int {
    if rank == 0 { fail("examples: a tensor of shape \(shape) has no axis of examples") }
    return shape[0]
  }

  /// The rows in a range, in the memory of the whole.
  public func examples(in range: Range<Int>) -> Tensor { self[range] }

  /// The rows at some indices.
  public func examples(at indices: [Int]) -> Tensor { self[at: indices] }
}

extension Array: Batchable {
  /// The number of elements.
  public var exampleCount: Int { count }

  /// The elements in a range.
  public func examples(in range: Range<Int>) -> [Element] { [Element](self[range]) }

  /// The elements at some indices.
  public func examples(at indices: [Int]) -> [Element] { indices.map { self[$0] } }
}

/// Examples of two things each, such as an image and its class or an input and its target.
public struct Labeled<Inputs: Batchable, Labels: Batchable> {
  /// What a model is given.
  public let inputs: Inputs
  /// What it shall say of each.
  public let labels: Labels

  /// Puts inputs and labels together.
  ///
  /// - Requires: As many labels as inputs.
  public init(_ inputs: Inputs, _ labels: Labels) {
    if inputs.exampleCount != labels.exampleCount {
      fail("examples: \(labels.exampleCount) labels for \(inputs.exampleCount) inputs")
    }
    (self.inputs, self.labels) = (inputs, labels)
  }
}

extension Labeled: Batchable {
  /// The number of examples.
  public var exampleCount: Int { inputs.exampleCount }

  /// The examples in a range.
  public func examples(in range: Range<Int>) -> Labeled {
    Labeled(inputs.examples(in: range), labels.examples(in: range))
  }

  /// The examples at some indices.
  public func examples(at indices: [Int]) -> Labeled {
    Labeled(inputs.examples(at: indices), labels.examples(at: indices))
  }
}

extension Labeled: Sendable where Inputs: Sendable, Labels: Sendable {}
