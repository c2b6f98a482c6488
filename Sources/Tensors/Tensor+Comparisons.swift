// SPDX-License-Identifier: MIT

// A comparison gives a mask: 1 where it holds, 0 where it does not. It is constant almost everywhere, and so has no
// gradient.

extension Tensor {
  /// Where the left element is less than the right one.
  public static func .< (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".<") { $0 < $1 ? 1 : 0 }
  }

  /// Where the left element is less than or equal to the right one.
  public static func .<= (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".<=") { $0 <= $1 ? 1 : 0 }
  }

  /// Where the left element is greater than the right one.
  public static func .> (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".>") { $0 > $1 ? 1 : 0 }
  }

  /// Where the left element is greater than or equal to the right one.
  public static func .>= (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".>=") { $0 >= $1 ? 1 : 0 }
  }

  /// Where two elements are equal.
  public static func .== (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".==") { $0 == $1 ? 1 : 0 }
  }

  /// Where two elements differ.
  public static func .!= (left: Tensor, right: Tensor) -> Tensor {
    Elementwise.zip(left, right, ".!=") { $0 != $1 ? 1 : 0 }
  }
}

extension Tensor {
  /// Where an element is less than a number.
  public static func .< (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left) { $0 < right ? 1 : 0 }
  }

  /// Where an element is less than or equal to a number.
  public static func .<= (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left) { $0 <= right ? 1 : 0 }
  }

  /// Where an element is greater than a number.
  public static func .> (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left) { $0 > right ? 1 : 0 }
  }

  /// Where an element is greater than or equal to a number.
  public static func .>= (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left) { $0 >= right ? 1 : 0 }
  }

  /// Where an element equals a number.
  public static func .== (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left) { $0 == right ? 1 : 0 }
  }

  /// Where an element differs from a number.
  public static func .!= (left: Tensor, right: Float) -> Tensor {
    Elementwise.map(left) { $0 != right ? 1 : 0 }
  }
}
