// SPDX-License-Identifier: MIT

import Glibc

/// The exponential of each element.
public func exp(_ x: Tensor) -> Tensor { Elementwise.map(x) { expf($0) } }

/// The natural logarithm of each element.
public func log(_ x: Tensor) -> Tensor { Elementwise.map(x) { logf($0) } }

/// The square root of each element.
public func sqrt(_ x: Tensor) -> Tensor { Elementwise.map(x) { $0.squareRoot() } }

/// The absolute value of each element.
public func abs(_ x: Tensor) -> Tensor { Elementwise.map(x) { $0.magnitude } }

/// The sine of each element.
public func sin(_ x: Tensor) -> Tensor { Elementwise.map(x) { sinf($0) } }

/// The cosine of each element.
public func cos(_ x: Tensor) -> Tensor { Elementwise.map(x) { cosf($0) } }

/// The hyperbolic tangent of each element.
public func tanh(_ x: Tensor) -> Tensor { Elementwise.map(x) { tanhf($0) } }

/// Each element raised to a power.
public func pow(_ x: Tensor, _ exponent: Float) -> Tensor {
  if exponent == 2 { return Elementwise.map(x) { $0 * $0 } }
  return Elementwise.map(x) { powf($0, exponent) }
}

/// Each element raised to the power of the other tensor's element.
public func pow(_ x: Tensor, _ exponents: Tensor) -> Tensor {
  Elementwise.zip(x, exponents, "pow") { powf($0, $1) }
}

/// Each element, or the nearer end of the range where it lies outside.
public func clamp(_ x: Tensor, _ range: ClosedRange<Float>) -> Tensor {
  let (low, high) = (range.lowerBound, range.upperBound)
  return Elementwise.map(x) { $0 < low ? low : $0 > high ? high : $0 }
}

/// The greater element of two tensors at each place.
public func maximum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "maximum") { $0 < $1 || $1.isNaN ? $1 : $0 }
}

/// The lesser element of two tensors at each place.
public func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "minimum") { $1 < $0 || $1.isNaN ? $1 : $0 }
}
