// SPDX-License-Identifier: MIT

extension Tensor {
  /// The parts at some indices of an axis, in the order of the indices.
  ///
  /// - Requires: Indices inside the axis.
  public func gathered(_ indices: [Int], alongAxis axis: Int = 0) -> Tensor {
    let axis = shape.axis(axis, in: "gathered")
    for index in indices { checkIndex(index, axis: axis) }
    let size = shape[axis]
    return copied(alongAxis: axis, runs: indices.map { $0..<$0 + 1 }).traced(from: self) {
      $0.scattered(to: indices, alongAxis: axis, size: size)
    }
  }

  /// The parts of an axis, each added to the place that its index names in an axis of another size.
  ///
  /// It is the transpose of `gathered`: places that no index names hold 0, those named twice hold a sum.
  /// - Requires: One index for each part, each in `0 ..< size`.
  public func scattered(to indices: [Int], alongAxis axis: Int = 0, size: Int) -> Tensor {
    let axis = shape.axis(axis, in: "scattered")
    if indices.count != shape[axis] {
      fail("scattered: \(indices.count) indices for axis \(axis) of \(shape)")
    }
    for index in indices where !(0..<size).contains(index) {
      fail("scattered: index \(index) is outside 0 ..< \(size)")
    }
    let (outer, _, inner) = shape.split(around: axis..<axis + 1)
    return Tensor(shape: shape.replacing(axis: axis, by: size)) { result in
      withScalars { source in
        Copying.scatter(source, indices, outer: outer, size: size, inner: inner, into: result)
      }
    }
    .traced(from: self) { $0.gathered(indices, alongAxis: axis) }
  }
}
