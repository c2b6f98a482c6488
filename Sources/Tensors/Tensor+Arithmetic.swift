// SPDX-License-Identifier: MIT

import CKernels

// Sizes of 1, and missing leading axes, are repeated to fit the other operand.

/// The loops of the machine that runs.
private var loops: vector_loops { @inline(__always) get { Elementwise.loops } }

extension Tensor {
  /// The sums of the elements of two tensors.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, "+", loops.add)
      .traced(broadcasting: left, { $0 }, right, { $0 })
  }

  /// The differences of the elements of two tensors.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, "−", loops.subtract)
      .traced(broadcasting: left, { $0 }, right, { -$0 })
  }

  /// The products of the elements of two tensors.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, "*", loops.multiply)
      .traced(broadcasting: left, { $0 * right }, right, { $0 * left })
  }

  /// The quotients of the elements of two tensors.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, "/", loops.divide)
      .traced(broadcasting: left, { $0 / right }, right, { -($0 * left) / (right * right) })
  }

  /// The negative of each element.
  public static prefix func - (x: Tensor) -> Tensor {
    Elementwise.map(x, loops.negative).traced(from: x) { -$0 }
  }
}

extension Tensor {
  /// Adds a number to each element.
  public static func + (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.plus, right).traced(from: left) { $0 }
  }

  /// Adds each element to a number.
  public static func + (left: Float, right: Tensor) -> Tensor {
    Elementwise.map(right, loops.plus, left).traced(from: right) { $0 }
  }

  /// Subtracts a number from each element.
  public static func - (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.minus, right).traced(from: left) { $0 }
  }

  /// Subtracts each element from a number.
  public static func - (left: Float, right: Tensor) -> Tensor {
    Elementwise.map(right, loops.minus_from, left).traced(from: right) { -$0 }
  }

  /// Multiplies each element by a number.
  public static func * (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.times, right).traced(from: left) { $0 * right }
  }

  /// Multiplies a number by each element.
  public static func * (left: Float, right: Tensor) -> Tensor {
    Elementwise.map(right, loops.times, left).traced(from: right) { left * $0 }
  }

  /// Divides each element by a number.
  public static func / (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.over, right).traced(from: left) { $0 / right }
  }

  /// Divides a number by each element.
  public static func / (left: Float, right: Tensor) -> Tensor {
    Elementwise.map(right, loops.over_from, left).traced(from: right) {
      $0 * -left / (right * right)
    }
  }
}

extension Tensor {
  /// Replaces a tensor by its sum with another.
  public static func += (left: inout Tensor, right: Tensor) { left = left + right }
  /// Replaces a tensor by its difference from another.
  public static func -= (left: inout Tensor, right: Tensor) { left = left - right }
  /// Replaces a tensor by its product with another.
  public static func *= (left: inout Tensor, right: Tensor) { left = left * right }
  /// Replaces a tensor by its quotient with another.
  public static func /= (left: inout Tensor, right: Tensor) { left = left / right }
  /// Adds a number to each element of a tensor.
  public static func += (left: inout Tensor, right: Float) { left = left + right }
  /// Subtracts a number from each element of a tensor.
  public static func -= (left: inout Tensor, right: Float) { left = left - right }
  /// Multiplies each element of a tensor by a number.
  public static func *= (left: inout Tensor, right: Float) { left = left * right }
  /// Divides each element of a tensor by a number.
  public static func /= (left: inout Tensor, right: Float) { left = left / right }
}
