// SPDX-License-Identifier: MIT

import Glibc

/// The exponential of each element.
public func exp(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { expf($0) }.traced(from: x, withValue: { y, cotangent in cotangent * y })
}

/// `exp(x) − 1` for each element, exact also near 0.
public func expm1(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { expm1f($0) }
    .traced(from: x, withValue: { y, cotangent in cotangent * (y + 1) })
}

/// The natural logarithm of each element.
public func log(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { logf($0) }.traced(from: x) { $0 / x }
}

/// `log(1 + x)` for each element, exact also near 0.
public func log1p(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { log1pf($0) }.traced(from: x) { $0 / (x + 1) }
}

/// The square root of each element.
public func sqrt(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { $0.squareRoot() }
    .traced(from: x, withValue: { y, cotangent in cotangent / (2 * y) })
}

/// The absolute value of each element; its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { $0.magnitude }.traced(from: x) { $0 * sign(x) }
}

/// −1, 0 or 1 as each element is negative, zero or positive.
///
/// It is constant almost everywhere, and so has no gradient.
public func sign(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
}

/// The sine of each element.
public func sin(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { sinf($0) }.traced(from: x) { $0 * cos(x) }
}

/// The cosine of each element.
public func cos(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { cosf($0) }.traced(from: x) { -$0 * sin(x) }
}

/// The hyperbolic tangent of each element.
public func tanh(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { tanhf($0) }
    .traced(from: x, withValue: { y, cotangent in cotangent * (1 - y * y) })
}

/// The error function of each element: `erf(x) = 2/√π ∫₀ˣ exp(−t²) dt`.
public func erf(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { erff($0) }
    .traced(from: x) { $0 * (2 / Float.pi.squareRoot() * exp(-(x * x))) }
}

/// Each element raised to a power.
public func pow(_ x: Tensor, _ exponent: Float) -> Tensor {
  if exponent == 0 { return .ones(x.shape) }  // a constant, also where x is 0
  let power =
    exponent == 2 ? Elementwise.map(x) { $0 * $0 } : Elementwise.map(x) { powf($0, exponent) }
  return power.traced(from: x) { cotangent in
    cotangent * (exponent == 2 ? 2 * x : exponent * pow(x, exponent - 1))
  }
}

/// Each element raised to the power of the other tensor's element.
///
/// - Precision: The gradient with respect to the exponent is 0 where the base is 0.
public func pow(_ x: Tensor, _ exponents: Tensor) -> Tensor {
  Elementwise.zip(x, exponents, "pow") { powf($0, $1) }.traced(
    broadcasting: x,
    { cotangent in
      // Where the exponent is 0 the power is the constant 1, although x⁻¹ may be infinite.
      let slope = exponents * pow(x, exponents - 1)
      return cotangent * slope.replacing(with: 0, where: exponents .== 0)
    }, exponents,
    { cotangent in
      cotangent * pow(x, exponents) * log(x.replacing(with: 1, where: x .== 0))
    })
}

/// Each element, or the nearer end of the range where it lies outside; there its gradient is 0.
public func clamp(_ x: Tensor, _ range: ClosedRange<Float>) -> Tensor {
  let (low, high) = (range.lowerBound, range.upperBound)
  return Elementwise.map(x) { $0 < low ? low : $0 > high ? high : $0 }.traced(from: x) {
    $0 * Elementwise.map(x) { low <= $0 && $0 <= high ? 1 : 0 }
  }
}

/// The greater element of two tensors at each place; equal ones share the gradient.
public func maximum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "maximum") { $0 < $1 || $1.isNaN ? $1 : $0 }.traced(
    broadcasting: left, { $0 * shareOfGreater(left, right) },
    right, { $0 * shareOfGreater(right, left) })
}

/// The lesser element of two tensors at each place; equal ones share the gradient.
public func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "minimum") { $1 < $0 || $1.isNaN ? $1 : $0 }.traced(
    broadcasting: left, { $0 * shareOfGreater(right, left) },
    right, { $0 * shareOfGreater(left, right) })
}

/// 1 where the left element is greater, ½ where both are equal, else 0.
private func shareOfGreater(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "maximum") { $0 > $1 ? 1 : $0 == $1 ? 0.5 : 0 }
}
