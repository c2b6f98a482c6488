// SPDX-License-Identifier: MIT

extension Tensor {
  /// The same scalars in another shape; one size may be −1 and follows from the others.
  ///
  /// - Requires: Sizes that hold as many scalars.
  public func reshaped(_ sizes: Int...) -> Tensor { reshaped(sizes) }

  /// The same scalars in another shape.
  ///
  /// - Requires: A shape that holds as many scalars.
  public func reshaped(to shape: Shape) -> Tensor { reshaped(shape.sizes) }

  /// The same scalars as one vector.
  public func flattened() -> Tensor { reshaped([elementCount]) }

  /// The tensor with one more axis, of size 1, before the axis of that number.
  public func expanded(atAxis axis: Int) -> Tensor {
    let place = axis < 0 ? axis + rank + 1 : axis
    if place < 0 || place > rank { fail("expanded: \(shape) has no place for an axis \(axis)") }
    var sizes = shape.sizes
    sizes.insert(1, at: place)
    return reshaped(sizes)
  }

  /// The tensor without an axis of size 1.
  ///
  /// - Requires: The axis has size 1.
  public func squeezed(atAxis axis: Int) -> Tensor {
    let axis = shape.axis(axis, in: "squeezed")
    if shape[axis] != 1 {
      fail("squeezed: axis \(axis) of \(shape) has size \(shape[axis]), not 1")
    }
    return reshaped(to: shape.removing(axis: axis))
  }

  private func reshaped(_ sizes: [Int]) -> Tensor {
    var sizes = sizes
    if let open = sizes.firstIndex(of: -1) {
      let known = sizes.reduce(1, *) * -1
      if known > 0, elementCount % known == 0 { sizes[open] = elementCount / known }
    }
    if sizes.contains(where: { $0 < 0 }) || sizes.reduce(1, *) != elementCount {
      fail("reshaped: \(elementCount) numbers of shape \(shape) do not fill \(sizes)")
    }
    let shape = shape
    return Tensor(self, from: 0, shape: Shape(sizes)).traced(from: self) { $0.reshaped(to: shape) }
  }
}

extension Tensor {
  /// The tensor with its axes in reverse order: of a matrix, the transpose.
  public func transposed() -> Tensor { transposed(axes: Array(shape.indices.reversed())) }

  /// The tensor with its axes in another order: axis `i` of the result is axis `axes[i]` of the tensor.
  ///
  /// - Requires: Each axis once.
  public func transposed(_ axes: Int...) -> Tensor { transposed(axes: axes) }

  func transposed(axes: [Int]) -> Tensor {
    let order = axes.map { shape.axis($0, in: "transposed") }
    if order.sorted() != Array(shape.indices) {
      fail("transposed: \(axes) does not name each axis of \(shape) once")
    }
    let strides = shape.strides
    let layout = Layout(
      sizes: order.map { shape[$0] }, strides: [order.map { strides[$0] }])
    return Tensor(shape: Shape(order.map { shape[$0] })) { result in
      withScalars { source in Copying.rearrange(source, layout, into: result) }
    }
    .traced(from: self) { cotangent in
      cotangent.transposed(axes: order.indices.sorted { order[$0] < order[$1] })
    }
  }

  /// The tensor with its last two axes exchanged: each matrix of a batch transposed.
  func transposedMatrices() -> Tensor {
    transposed(axes: Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// The tensor repeated to a larger shape: sizes of 1, and missing leading axes, become those of the shape.
  ///
  /// - Requires: A shape whose other sizes are those of the tensor.
  public func broadcast(to larger: Shape) -> Tensor {
    if shape == larger { return self }
    if rank > larger.rank || shape.broadcast(with: larger, in: "broadcast") != larger {
      fail("broadcast: the shape \(shape) does not fit into \(larger)")
    }
    let layout = Layout(sizes: larger.sizes, strides: [shape.strides(in: larger)])
    let shape = shape
    return Tensor(shape: larger) { result in
      if result.isEmpty { return }
      withScalars { source in Copying.rearrange(source, layout, into: result) }
    }
    .traced(from: self) { $0.summed(to: shape) }
  }

  /// The sum over all places to which broadcasting repeats a tensor of the smaller shape.
  func summed(to smaller: Shape) -> Tensor {
    if shape == smaller { return self }
    let missing = rank - smaller.rank
    let repeated = smaller.indices.filter { smaller[$0] == 1 && shape[$0 + missing] != 1 }
    return sum(alongAxes: Array(0..<missing) + repeated.map { $0 + missing })
      .reshaped(to: smaller)
  }
}
