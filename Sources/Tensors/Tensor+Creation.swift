// SPDX-License-Identifier: MIT

extension Tensor {
  /// Makes a tensor of no axes that holds one number.
  public init(_ scalar: Float) { self.init([scalar], shape: []) }

  /// Makes a vector.
  public init(_ scalars: [Float]) { self.init(scalars, shape: [scalars.count]) }

  /// Makes a vector of whole numbers, such as labels.
  public init(_ integers: [Int]) { self.init(integers.map { Float($0) }) }

  /// Makes a tensor from all its scalars, the last axis fastest.
  ///
  /// - Requires: As many scalars as the shape holds.
  public init(_ scalars: [Float], shape: Shape) {
    if scalars.count != shape.elementCount {
      fail("tensor: \(scalars.count) scalars do not fill the shape \(shape)")
    }
    self.init(shape: shape) { result in _ = result.initialize(from: scalars) }
  }

  /// Makes a matrix from its rows.
  ///
  /// - Requires: Rows of one length.
  public init(_ rows: [[Float]]) {
    let size = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != size {
      fail("tensor: row 0 has \(size) numbers, row \(index) has \(row.count)")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, size])
  }

  /// Makes a tensor of three axes from its matrices.
  ///
  /// - Requires: Matrices of one shape.
  public init(_ matrices: [[[Float]]]) {
    if matrices.isEmpty {
      self.init([], shape: [0, 0, 0])
    } else {
      self = matrices.map { Tensor($0) }.stacked()
    }
  }
}

extension Tensor {
  /// A tensor filled with one number.
  public static func full(_ shape: Shape, _ value: Float) -> Tensor {
    Tensor(shape: shape) { result in result.initialize(repeating: value) }
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor { full(shape, 0) }

  /// A tensor of ones.
  public static func ones(_ shape: Shape) -> Tensor { full(shape, 1) }

  /// The identity matrix.
  public static func identity(_ size: Int) -> Tensor {
    Tensor(shape: [size, size]) { result in
      result.initialize(repeating: 0)
      for index in 0..<size { result[index * (size + 1)] = 1 }
    }
  }

  /// The numbers `start, start + step, …` below the end.
  ///
  /// - Requires: A step that is not zero.
  public static func arange(_ start: Float, _ end: Float, by step: Float = 1) -> Tensor {
    if step == 0 { fail("arange: the step from \(start) to \(end) is 0") }
    let count = Swift.max(0, Int(((Double(end) - Double(start)) / Double(step)).rounded(.up)))
    return Tensor(shape: [count]) { result in
      for index in 0..<count { result[index] = start + Float(index) * step }
    }
  }

  /// The numbers `0, 1, …` below the end.
  public static func arange(_ end: Float) -> Tensor { arange(0, end) }

  /// Numbers at equal distances, both ends among them.
  ///
  /// - Requires: At least one number.
  public static func linspace(_ start: Float, _ end: Float, count: Int) -> Tensor {
    if count < 1 { fail("linspace: \(count) numbers from \(start) to \(end)") }
    let width = Double(end) - Double(start)
    return Tensor(shape: [count]) { result in
      for index in 0..<count {
        result[index] = Float(
          Double(start) + width * Double(index) / Double(Swift.max(count - 1, 1)))
      }
    }
  }

  /// The rows of the identity matrix that belong to labels: a 1 at each label, else 0.
  ///
  /// - Shapes: `count` labels → `[count, classCount]`.
  /// - Requires: Labels in `0 ..< classCount`.
  public static func oneHot(_ labels: [Int], classCount: Int) -> Tensor {
    Tensor(shape: [labels.count, classCount]) { result in
      result.initialize(repeating: 0)
      for (row, label) in labels.enumerated() {
        if !(0..<classCount).contains(label) {
          fail("oneHot: label \(label) is outside 0 ..< \(classCount)")
        }
        result[row * classCount + label] = 1
      }
    }
  }
}
