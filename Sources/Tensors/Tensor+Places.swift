// SPDX-License-Identifier: MIT

extension Tensor {
  /// The element at one place along an axis for each place of the other axes.
  ///
  /// `x.elements(at: x.argMax(alongAxis: 1), alongAxis: 1)` is `x.max(alongAxis: 1)`.
  /// - Shapes: `[batch, classCount]` with `batch` labels along axis 1 → `[batch]`.
  /// - Requires: A place inside the axis for each place of the other axes, the last of them fastest.
  public func elements(at places: [Int], alongAxis axis: Int) -> Tensor {
    let axis = shape.axis(axis, in: "elements")
    let rest = shape.removing(axis: axis)
    if places.count != rest.elementCount {
      fail("elements: \(places.count) places for the \(rest.elementCount) lanes of \(shape)")
    }
    for place in places { checkIndex(place, axis: axis) }
    return picked(places, count: 1, alongAxis: axis).reshaped(to: rest)
  }

  /// The elements in increasing or decreasing order along an axis, NaN last.
  public func sorted(alongAxis axis: Int = -1, descending: Bool = false) -> Tensor {
    let axis = shape.axis(axis, in: "sorted")
    let places = argSort(alongAxis: axis, descending: descending)
    return picked(places, count: shape[axis], alongAxis: axis)
  }

  /// The places of the elements in increasing or decreasing order along an axis; equal ones stay in their order.
  ///
  /// - Returns: As many places as the tensor has elements, in the tensor's own layout.
  public func argSort(alongAxis axis: Int = -1, descending: Bool = false) -> [Int] {
    let axis = shape.axis(axis, in: "argSort")
    return sortedPlaces(axis, count: shape[axis], descending: descending)
  }

  /// The greatest elements along an axis, the greatest first, and their places.
  ///
  /// - Shapes: `[batch, classCount]` along axis 1 → `[batch, count]`, and as many places in the same layout.
  /// - Requires: No more elements than the axis has.
  public func topK(
    _ count: Int, alongAxis axis: Int = -1
  ) -> (values: Tensor, places: [Int]) {
    let axis = shape.axis(axis, in: "topK")
    if count < 0 || count > shape[axis] {
      fail("topK: axis \(axis) of \(shape) does not have \(count) elements")
    }
    let places = sortedPlaces(axis, count: count, descending: true)
    return (picked(places, count: count, alongAxis: axis), places)
  }

  private func sortedPlaces(_ axis: Int, count: Int, descending: Bool) -> [Int] {
    let split = shape.split(around: axis..<axis + 1)
    return withScalars { Sorting.places($0, split, count: count, descending: descending) }
  }
}

extension Tensor {
  /// For each lane along an axis the elements at some places, laid out as the places are.
  private func picked(_ places: [Int], count: Int, alongAxis axis: Int) -> Tensor {
    let (_, size, inner) = shape.split(around: axis..<axis + 1)
    return Tensor(shape: shape.replacing(axis: axis, by: count)) { result in
      withScalars { source in
        for (index, place) in places.enumerated() {
          let lane = index / (count * inner)
          result[index] = source[(lane * size + place) * inner + index % inner]
        }
      }
    }
    .traced(from: self) { $0.deposited(at: places, size: size, alongAxis: axis) }
  }

  /// The transpose of `picked`: each element added at its place in an axis of another size.
  private func deposited(at places: [Int], size: Int, alongAxis axis: Int) -> Tensor {
    let (_, count, inner) = shape.split(around: axis..<axis + 1)
    return Tensor(shape: shape.replacing(axis: axis, by: size)) { result in
      result.initialize(repeating: 0)
      withScalars { source in
        for (index, place) in places.enumerated() {
          let lane = index / (count * inner)
          result[(lane * size + place) * inner + index % inner] += source[index]
        }
      }
    }
    .traced(from: self) { $0.picked(places, count: count, alongAxis: axis) }
  }
}
