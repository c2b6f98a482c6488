// SPDX-License-Identifier: MIT

// The functions of the blackboard for single numbers, so that a notebook needs no other import for them.
// They are generic so that the C library's own, where they are imported too, are preferred without ambiguity.

public import Glibc

/// The exponential of a number.
@inlinable
public func exp<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(exp(Double(x))) }

/// The natural logarithm of a number.
@inlinable
public func log<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(log(Double(x))) }

/// The logarithm of a number to base 2, which turns nats into bits.
@inlinable
public func log2<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(log2(Double(x))) }

/// The square root of a number.
@inlinable
public func sqrt<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { x.squareRoot() }

/// The sine of a number.
@inlinable
public func sin<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(sin(Double(x))) }

/// The cosine of a number.
@inlinable
public func cos<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(cos(Double(x))) }

/// The hyperbolic tangent of a number.
@inlinable
public func tanh<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(tanh(Double(x))) }

/// A number raised to a power.
@inlinable
public func pow<Scalar: BinaryFloatingPoint>(_ x: Scalar, _ exponent: Scalar) -> Scalar {
  Scalar(pow(Double(x), Double(exponent)))
}

/// The logarithm of a sum of exponentials of numbers, without overflow: `log Σ exp aᵢ`; −∞ of none.
public func logSumExp(_ numbers: [Double]) -> Double {
  let greatest = numbers.max() ?? -.infinity
  if !greatest.isFinite { return greatest }
  return greatest + log(numbers.reduce(0) { $0 + exp($1 - greatest) })
}
