// SPDX-License-Identifier: MIT

import CKernels

// How an operation says what its gradient is: the pullback stands below the value.

extension Tensor {
  /// The value of an operation on one tensor, with the pullback that carries its cotangent back.
  @inline(__always)
  func traced(from x: Tensor, _ pullback: @escaping Tape.Pullback) -> Tensor {
    guard x.trace != nil, let tape = Tape.current else { return self }
    return tape.record(self, from: x, pullback)
  }

  /// The value of an operation that takes a part of a tensor, with the pullback that puts zeros around its cotangent.
  func traced(
    from x: Tensor, slice: Tape.Slice, _ pullback: @escaping Tape.Pullback
  ) -> Tensor {
    guard x.trace != nil, let tape = Tape.current else { return self }
    return tape.record(self, from: x, slice: slice, pullback)
  }

  /// The value of an operation on two tensors; each pullback is called only if its tensor is traced.
  @inline(__always)
  func traced(
    from x: Tensor, _ xPullback: @escaping Tape.Pullback,
    from y: Tensor, _ yPullback: @escaping Tape.Pullback
  ) -> Tensor {
    guard x.trace != nil || y.trace != nil, let tape = Tape.current else { return self }
    return tape.record(self, from: x, xPullback, from: y, yPullback)
  }

  /// The value of an operation that repeats its operands to fit each other; their cotangents are summed back.
  @inline(__always)
  func traced(
    broadcasting x: Tensor, _ xPullback: @escaping Tape.Pullback,
    _ y: Tensor, _ yPullback: @escaping Tape.Pullback
  ) -> Tensor {
    guard x.trace != nil || y.trace != nil, let tape = Tape.current else { return self }
    let (xShape, yShape) = (x.shape, y.shape)
    return tape.record(
      self, from: x, xShape == shape ? xPullback : { xPullback($0).summed(to: xShape) },
      from: y, yShape == shape ? yPullback : { yPullback($0).summed(to: yShape) })
  }

  /// The value of an operation whose pullback needs that value, traced as well.
  @inline(__always)
  func traced(
    from x: Tensor, withValue pullback: @escaping (_ value: Tensor, _ cotangent: Tensor) -> Tensor
  ) -> Tensor {
    guard x.trace != nil, let tape = Tape.current else { return self }
    return tape.record(self, from: x, withValue: pullback)
  }

  /// The value of an operation on many tensors, with a pullback for each.
  func traced(from inputs: [(Tensor, Tape.Pullback)]) -> Tensor {
    guard inputs.contains(where: { $0.0.trace != nil }), let tape = Tape.current else {
      return self
    }
    return tape.record(self, from: inputs)
  }

  /// Traps where a tensor that is being differentiated would silently count as a constant.
  func refuseTrace(in operation: StaticString) {
    if let tape = Tape.current, tape.traces(self) {
      fail("\(operation): has no gradient; give it a detached tensor")
    }
  }

  /// A cotangent times the derivative at this tensor, in one loop, where nothing records the two.
  ///
  /// Where a tape does, operations take its place that can be differentiated again.
  @inline(__always)
  func pulledBack(
    _ cotangent: Tensor, _ loop: vector_zip, _ a: Float = 0, composed: () -> Tensor
  ) -> Tensor {
    if let tape = Tape.current, tape.traces(self) || tape.traces(cotangent) { return composed() }
    return Elementwise.zip(cotangent, self, "gradient", loop, a)
  }
}
