// SPDX-License-Identifier: MIT

import CKernels

// A comparison gives a mask: 1 where it holds, 0 where it does not. It is constant almost everywhere, and so has no
// gradient.

/// The loops of the machine that runs.
private var loops: vector_loops { @inline(__always) get { Elementwise.loops } }

extension Tensor {
  /// Where the left element is less than the right one.
  public static func .< (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".<", loops.both_less)
  }

  /// Where the left element is less than or equal to the right one.
  public static func .<= (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".<=", loops.both_less_or_equal)
  }

  /// Where the left element is greater than the right one.
  public static func .> (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(right, left, ".>", loops.both_less)
  }

  /// Where the left element is greater than or equal to the right one.
  public static func .>= (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(right, left, ".>=", loops.both_less_or_equal)
  }

  /// Where two elements are equal.
  public static func .== (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".==", loops.both_equal)
  }

  /// Where two elements differ.
  public static func .!= (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".!=", loops.both_not_equal)
  }
}

extension Tensor {
  /// Where an element is less than a number.
  public static func .< (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.less, right)
  }

  /// Where an element is less than or equal to a number.
  public static func .<= (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.less_or_equal, right)
  }

  /// Where an element is greater than a number.
  public static func .> (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.greater, right)
  }

  /// Where an element is greater than or equal to a number.
  public static func .>= (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.greater_or_equal, right)
  }

  /// Where an element equals a number.
  public static func .== (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.equal, right)
  }

  /// Where an element differs from a number.
  public static func .!= (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left, loops.not_equal, right)
  }
}
