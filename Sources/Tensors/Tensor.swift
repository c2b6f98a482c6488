// SPDX-License-Identifier: MIT

import CKernels

/// An n-dimensional array of `Float` numbers, a value like any number.
///
/// The scalars lie one after another, the last axis fastest. No operation changes a tensor; each makes a new one.
/// A part along the leading axes (`images[3]`, `images[0..<100]`) shares the memory of the whole.
public struct Tensor: Sendable {
  /// The size along each axis.
  public let shape: Shape
  private var storage: Storage
  private var offset: Int
  /// Where the tensor stands on the tape that differentiates it; a constant has none.
  let trace: Tape.Trace?

  /// Makes a tensor whose scalars, all of them, the body writes.
  package init<Failure: Error>(
    shape: Shape,
    initializedBy body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Void
  ) throws(Failure) {
    storage = Storage(uninitializedCount: shape.elementCount)
    offset = 0
    trace = nil
    self.shape = shape
    try body(storage.scalars)
  }

  /// Shows consecutive scalars of another tensor in a shape of their own.
  init(_ whole: Tensor, from start: Int, shape: Shape) {
    storage = whole.storage
    offset = whole.offset + start
    trace = nil
    self.shape = shape
  }

  /// Gives a tensor another place on a tape, or none.
  init(_ tensor: Tensor, trace: Tape.Trace?) {
    (storage, offset, shape) = (tensor.storage, tensor.offset, tensor.shape)
    self.trace = trace
  }

  private var buffer: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: storage.scalars[offset..<offset + shape.elementCount])
  }

  /// Gives a body the scalars without copying them; the pointer must not leave the body.
  package func withScalars<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { extendLifetime(storage) }
    return try body(buffer)
  }

  /// Gives a body the scalars to change in place; they are copied first where another tensor shows the same memory.
  package mutating func withMutableScalars<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    refuseTrace(in: "withMutableScalars")
    if !isKnownUniquelyReferenced(&storage) {
      self = Tensor(shape: shape) { copy in withScalars { _ = copy.update(fromContentsOf: $0) } }
    }
    defer { extendLifetime(storage) }
    return try body(
      UnsafeMutableBufferPointer(rebasing: storage.scalars[offset..<offset + shape.elementCount]))
  }
}

extension Tensor {
  /// Adds a tensor of the same shape, in place where nothing else shows the memory.
  mutating func accumulate(_ part: Tensor) {
    guard trace == nil, shape == part.shape, isKnownUniquelyReferenced(&storage) else {
      self = detached() + part.detached()
      return
    }
    part.withScalars { part in
      withMutableScalars { whole in
        guard let from = part.baseAddress, let to = whole.baseAddress else { return }
        Elementwise.forEachRange(of: whole.count) { range in
          let start = range.lowerBound
          Elementwise.loops.accumulate(to + start, from + start, range.count, 1)
        }
      }
    }
  }

  /// Adds a tensor to a part of this one.
  mutating func accumulate(_ part: Tensor, at slice: Tape.Slice) {
    part.withScalars { part in
      withMutableScalars { whole in
        guard slice.run > 0, let from = part.baseAddress, let to = whole.baseAddress else { return }
        for index in 0..<part.count / slice.run {
          let place = slice.start + index * slice.distance
          Elementwise.loops.accumulate(to + place, from + index * slice.run, slice.run, 1)
        }
      }
    }
  }
}

extension Tensor {
  /// The number of axes.
  public var rank: Int { shape.rank }

  /// The number of scalars.
  public var elementCount: Int { shape.elementCount }

  /// All scalars, the last axis fastest.
  public var scalars: [Float] { withScalars { Array($0) } }

  /// The only scalar of a tensor that holds one.
  ///
  /// - Requires: The tensor holds exactly one element.
  public var scalar: Float {
    if elementCount != 1 {
      fail("scalar: a tensor of shape \(shape) holds \(elementCount) numbers")
    }
    return withScalars { $0[0] }
  }
}

extension Tensor: Equatable {
  /// Whether shapes and all scalars are equal; as with any `Float`, NaN equals nothing.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    guard left.shape == right.shape else { return false }
    return left.withScalars { a in right.withScalars { b in a.elementsEqual(b) } }
  }
}
