// SPDX-License-Identifier: MIT

extension Tensor {
  /// The part at an index of each leading axis: `images[3]` is an image, `images[3, 14]` its row.
  ///
  /// - Requires: No more indices than axes, each inside its axis.
  public subscript(indices: Int...) -> Tensor {
    if indices.count > rank {
      fail("subscript: \(indices.count) indices for a tensor of shape \(shape)")
    }
    var start = 0
    for (axis, index) in indices.enumerated() {
      checkIndex(index, axis: axis)
      start = start * shape[axis] + index
    }
    let rest = Shape(Array(shape.sizes[indices.count...]))
    return part(from: start * rest.elementCount, shape: rest)
  }

  /// The parts in a range of the leading axis: `images[0..<100]`.
  ///
  /// - Requires: A range inside the leading axis.
  public subscript(range: some RangeExpression<Int>) -> Tensor {
    let range = resolve(range, axis: 0)
    let size = elementCount / Swift.max(shape[0], 1)
    return part(
      from: range.lowerBound * size, shape: shape.replacing(axis: 0, by: range.count))
  }

  /// Consecutive scalars, in the memory of the whole.
  private func part(from start: Int, shape part: Shape) -> Tensor {
    let (whole, count) = (shape, part.elementCount)
    let end = elementCount - start - count
    let slice = Tape.Slice(whole: whole, start: start, run: count, distance: count)
    return Tensor(self, from: start, shape: part).traced(from: self, slice: slice) { cotangent in
      cotangent.flattened().padded(before: start, after: end, alongAxis: 0).reshaped(to: whole)
    }
  }

  /// The parts at some indices of the leading axis, in the order of the indices: `images[at: [5, 3]]`.
  ///
  /// - Requires: Indices inside the leading axis.
  public subscript(at indices: [Int]) -> Tensor { gathered(indices, alongAxis: 0) }

  /// A column of a matrix, as a vector.
  ///
  /// - Requires: A matrix that has the column.
  public subscript(column column: Int) -> Tensor {
    if rank != 2 { fail("column: a tensor of shape \(shape) is not a matrix") }
    return sliced(column..<column + 1, alongAxis: 1).flattened()
  }

  func checkIndex(_ index: Int, axis: Int) {
    if index < 0 || index >= shape[axis] {
      fail("subscript: index \(index) is outside axis \(axis) of \(shape)")
    }
  }

  /// The range meant by an expression such as `10...`.
  func resolve(_ range: some RangeExpression<Int>, axis: Int) -> Range<Int> {
    if axis >= rank { fail("subscript: \(shape) has no axis \(axis)") }
    let resolved = range.relative(to: 0..<shape[axis])
    if resolved.lowerBound < 0 || resolved.upperBound > shape[axis] {
      fail("subscript: range \(resolved) is outside axis \(axis) of \(shape)")
    }
    return resolved
  }
}

extension Tensor {
  /// The parts in a range of any axis.
  ///
  /// - Requires: A range inside the axis.
  public func sliced(_ range: some RangeExpression<Int>, alongAxis axis: Int) -> Tensor {
    let axis = shape.axis(axis, in: "sliced")
    let range = resolve(range, axis: axis)
    if axis == 0 { return self[range] }
    let size = shape[axis]
    let inner = shape.split(around: axis..<axis + 1).inner
    let slice = Tape.Slice(
      whole: shape, start: range.lowerBound * inner, run: range.count * inner,
      distance: size * inner)
    return copied(alongAxis: axis, runs: [range]).traced(from: self, slice: slice) { cotangent in
      cotangent.padded(
        before: range.lowerBound, after: size - range.upperBound, alongAxis: axis)
    }
  }

  /// The tensor between zeros along an axis.
  ///
  /// - Requires: Counts of zeros that are not negative.
  public func padded(before: Int, after: Int, alongAxis axis: Int) -> Tensor {
    let axis = shape.axis(axis, in: "padded")
    if before < 0 || after < 0 {
      fail("padded: \(before) zeros before and \(after) after axis \(axis) of \(shape)")
    }
    let (outer, size, inner) = shape.split(around: axis..<axis + 1)
    let newSize = before + size + after
    return Tensor(shape: shape.replacing(axis: axis, by: newSize)) { result in
      result.initialize(repeating: 0)
      withScalars { source in
        Copying.place(
          source, run: size * inner, count: outer, at: before * inner, every: newSize * inner,
          in: result)
      }
    }
    .traced(from: self) { $0.sliced(before..<before + size, alongAxis: axis) }
  }

  /// Equal parts of an axis, in order.
  ///
  /// - Requires: A count that divides the axis.
  public func split(into count: Int, alongAxis axis: Int = 0) -> [Tensor] {
    let axis = shape.axis(axis, in: "split")
    if count < 1 || shape[axis] % count != 0 {
      fail("split: axis \(axis) of \(shape) cannot be cut into \(count) equal parts")
    }
    let size = shape[axis] / count
    return (0..<count).map { sliced($0 * size..<($0 + 1) * size, alongAxis: axis) }
  }

  /// The runs of an axis one after another.
  func copied(alongAxis axis: Int, runs: [Range<Int>]) -> Tensor {
    let (outer, size, inner) = shape.split(around: axis..<axis + 1)
    let newSize = runs.reduce(0) { $0 + $1.count }
    return Tensor(shape: shape.replacing(axis: axis, by: newSize)) { result in
      withScalars { source in
        Copying.gather(
          runs, of: source, outer: outer, size: size, inner: inner, into: result)
      }
    }
  }
}
