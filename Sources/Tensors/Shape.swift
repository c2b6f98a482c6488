// SPDX-License-Identifier: MIT

/// The sizes of a tensor along its axes, written as an array: `[60000, 28, 28]`.
public struct Shape: Sendable, Hashable {
  /// The size along each axis, the slowest axis first.
  public let sizes: [Int]

  /// Makes a shape from the size along each axis.
  ///
  /// - Requires: No size is negative.
  public init(_ sizes: [Int]) {
    if sizes.contains(where: { $0 < 0 }) { fail("shape: \(sizes) has a negative size") }
    self.sizes = sizes
  }

  /// The number of elements: the product of the sizes.
  public var elementCount: Int { sizes.reduce(1, *) }

  /// The number of axes.
  public var rank: Int { sizes.count }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Makes a shape from sizes in brackets.
  public init(arrayLiteral sizes: Int...) { self.init(sizes) }
}

extension Shape: RandomAccessCollection {
  /// The first axis.
  public var startIndex: Int { 0 }

  /// One beyond the last axis.
  public var endIndex: Int { sizes.count }

  /// The size along an axis.
  public subscript(axis: Int) -> Int {
    if !sizes.indices.contains(axis) { fail("shape: \(self) has no axis \(axis)") }
    return sizes[axis]
  }
}

extension Shape: CustomStringConvertible {
  /// The sizes in brackets.
  public var description: String { sizes.description }
}

extension Shape {
  /// The axis meant by a number, where −1 is the last axis, −2 the one before it.
  func axis(_ number: Int, in operation: String) -> Int {
    let axis = number < 0 ? number + rank : number
    if axis < 0 || axis >= rank { fail("\(operation): \(self) has no axis \(number)") }
    return axis
  }

  /// The distance in memory between neighbours along each axis.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }

  /// The shape seen as three axes: all before a run of axes, the run, all after it.
  func split(around axes: Range<Int>) -> (outer: Int, middle: Int, inner: Int) {
    (
      sizes[..<axes.lowerBound].reduce(1, *), sizes[axes].reduce(1, *),
      sizes[axes.upperBound...].reduce(1, *)
    )
  }

  /// The shape with another size along one axis.
  func replacing(axis: Int, by size: Int) -> Shape {
    var sizes = sizes
    sizes[axis] = size
    return Shape(sizes)
  }

  /// The shape without one of its axes.
  func removing(axis: Int) -> Shape {
    var sizes = sizes
    sizes.remove(at: axis)
    return Shape(sizes)
  }
}
