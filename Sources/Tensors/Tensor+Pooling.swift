// SPDX-License-Identifier: MIT

extension Tensor {
  /// The greatest element in each window along some axes; without others, of images along height and width.
  ///
  /// The gradient goes to the first greatest element of a window.
  ///
  /// - Shapes: `[…, height, width]` → `[…, (height + 2 · padding − size) / stride + 1, …]`.
  /// - Requires: A padding less than the size, and windows no larger than the padded axes.
  public func maxPooled(
    size: Int, stride: Int? = nil, padding: Int = 0, alongAxes axes: [Int] = [-2, -1]
  ) -> Tensor {
    let window = Window(size: size, stride: stride ?? size, padding: padding)
    // The last axis first: its windows lie closest in memory, and ties fall to the first of the first row.
    return poolingAxes(axes, window, in: "maxPooled").reversed().reduce(self) { result, axis in
      let ranges = window.ranges(inputSize: result.shape[axis])
      let (outer, size, inner) = result.shape.split(around: axis..<axis + 1)
      let places = result.withScalars {
        Places(ofMaxima: $0, in: ranges, outer: outer, size: size, inner: inner)
      }
      return result.taken(places, shape: result.shape.replacing(axis: axis, by: ranges.count))
    }
  }

  /// The mean of each window along some axes; without others, of images along height and width.
  ///
  /// - Shapes: `[…, height, width]` → `[…, (height + 2 · padding − size) / stride + 1, …]`.
  /// - Requires: A padding less than the size, and windows no larger than the padded axes.
  /// - Differs: Padding is left out of the mean, instead of counting as zeros.
  public func averagePooled(
    size: Int, stride: Int? = nil, padding: Int = 0, alongAxes axes: [Int] = [-2, -1]
  ) -> Tensor {
    let window = Window(size: size, stride: stride ?? size, padding: padding)
    return poolingAxes(axes, window, in: "averagePooled").reversed().reduce(self) { result, axis in
      result.mapped(.means(over: window, inputSize: result.shape[axis]), alongAxis: axis)
    }
  }

  /// The axes that some numbers mean, after the window has been seen to fit each of them.
  private func poolingAxes(_ numbers: [Int], _ window: Window, in name: String) -> [Int] {
    let axes = numbers.map { shape.axis($0, in: name) }
    let isWindow = window.size > 0 && window.stride > 0
    for axis in axes
    where !isWindow || !(0..<window.size).contains(window.padding)
      || window.size > shape[axis] + 2 * window.padding || shape[axis] == 0
    {
      fail(
        "\(name): windows of size \(window.size), stride \(window.stride) and padding "
          + "\(window.padding) do not fit axis \(axis) of \(shape)")
    }
    return axes
  }
}

/// How elements between the given ones are found.
public enum Interpolation: Sendable, CaseIterable {
  /// The element in whose place they lie.
  case nearest
  /// In proportion to the distance from both neighbours; along two axes it is bilinear.
  case linear
}

extension Tensor {
  /// The tensor with more elements along some axes; without others, images with more pixels.
  ///
  /// - Shapes: `[…, height, width]` → `[…, factor · height, factor · width]`.
  /// - Requires: A positive factor.
  public func upsampled(
    by factor: Int, interpolation: Interpolation = .nearest, alongAxes axes: [Int] = [-2, -1]
  ) -> Tensor {
    if factor < 1 { fail("upsampled: \(shape) cannot be enlarged by \(factor)") }
    return axes.reversed().reduce(self) { result, axis in
      let axis = result.shape.axis(axis, in: "upsampled")
      return result.resized(to: factor * result.shape[axis], interpolation, axis)
    }
  }

  /// Images with another number of pixels.
  ///
  /// Pixels keep their place in the picture: the corners of the first and the last pixel stay where they are.
  ///
  /// - Shapes: `[…, oldHeight, oldWidth]` → `[…, height, width]`.
  /// - Requires: Images that are not empty.
  /// - Precision: Nothing is averaged where images shrink: `averagePooled` does that.
  public func resized(
    height: Int, width: Int, interpolation: Interpolation = .linear
  ) -> Tensor {
    if rank < 2 || height < 1 || width < 1 {
      fail("resized: a tensor of shape \(shape) cannot become \(height) × \(width) pixels")
    }
    return resized(to: width, interpolation, rank - 1).resized(to: height, interpolation, rank - 2)
  }

  private func resized(to size: Int, _ interpolation: Interpolation, _ axis: Int) -> Tensor {
    if shape[axis] == 0 { fail("resized: axis \(axis) of \(shape) is empty") }
    let map: AxisMap =
      switch interpolation {
      case .nearest: .nearest(inputSize: shape[axis], outputSize: size)
      case .linear: .linear(inputSize: shape[axis], outputSize: size)
      }
    return mapped(map, alongAxis: axis)
  }
}

extension Tensor {
  /// The tensor with a linear map applied along an axis.
  fileprivate func mapped(_ map: AxisMap, alongAxis axis: Int) -> Tensor {
    let (outer, _, inner) = shape.split(around: axis..<axis + 1)
    return Tensor(shape: shape.replacing(axis: axis, by: map.rows.count)) { result in
      withScalars { map.apply(to: $0, outer: outer, inner: inner, into: result) }
    }
    .traced(from: self) { $0.mapped(map.transposed, alongAxis: axis) }
  }

  /// The scalars at some places.
  fileprivate func taken(_ places: Places, shape result: Shape) -> Tensor {
    let source = shape
    return Tensor(shape: result) { result in
      withScalars { places.take(from: $0, into: result) }
    }
    .traced(from: self) { $0.spread(places, over: source) }
  }

  /// The scalars, each added to its place in a tensor of zeros.
  fileprivate func spread(_ places: Places, over result: Shape) -> Tensor {
    let source = shape
    return Tensor(shape: result) { result in
      withScalars { places.spread($0, over: result) }
    }
    .traced(from: self) { $0.taken(places, shape: source) }
  }
}
