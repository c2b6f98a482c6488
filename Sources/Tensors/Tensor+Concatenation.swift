// SPDX-License-Identifier: MIT

extension Collection<Tensor> {
  /// The tensors one after another along an axis.
  ///
  /// - Requires: At least one tensor, and shapes that differ along that axis only.
  public func concatenated(alongAxis axis: Int = 0) -> Tensor {
    guard let first else { fail("concatenated: there are no tensors") }
    let axis = first.shape.axis(axis, in: "concatenated")
    for tensor in self where !tensor.shape.matches(first.shape, exceptAxis: axis) {
      fail("concatenated: \(first.shape) and \(tensor.shape) differ beyond axis \(axis)")
    }
    let size = reduce(0) { $0 + $1.shape[axis] }
    let shape = first.shape.replacing(axis: axis, by: size)
    return Tensor(shape: shape) { result in
      let (outer, _, inner) = shape.split(around: axis..<axis + 1)
      var start = 0
      for tensor in self {
        let run = tensor.shape[axis] * inner
        tensor.withScalars { source in
          Copying.place(source, run: run, count: outer, at: start, every: size * inner, in: result)
        }
        start += run
      }
    }
    .traced(from: slicePullbacks(axis))
  }

  /// For each tensor the part of the cotangent that belongs to it.
  private func slicePullbacks(_ axis: Int) -> [(Tensor, Tape.Pullback)] {
    var start = 0
    return map { tensor in
      let range = start..<start + tensor.shape[axis]
      start = range.upperBound
      return (tensor, { $0.sliced(range, alongAxis: axis) })
    }
  }

  /// The tensors one after another along a new axis.
  ///
  /// - Requires: At least one tensor, all of one shape.
  public func stacked(alongAxis axis: Int = 0) -> Tensor {
    guard let first else { fail("stacked: there are no tensors") }
    for tensor in self where tensor.shape != first.shape {
      fail("stacked: the shapes \(first.shape) and \(tensor.shape) differ")
    }
    return map { $0.expanded(atAxis: axis) }.concatenated(alongAxis: axis)
  }
}

extension Shape {
  fileprivate func matches(_ other: Shape, exceptAxis axis: Int) -> Bool {
    rank == other.rank && indices.allSatisfy { $0 == axis || self[$0] == other[$0] }
  }
}
