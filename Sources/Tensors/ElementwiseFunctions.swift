// SPDX-License-Identifier: MIT

import CKernels
import Glibc

// Each is right to 2 units in the last place or better for every Float, subnormal ones included, and gives the same
// bits on every machine.

/// The loops of the machine that runs.
private var loops: vector_loops { @inline(__always) get { Elementwise.loops } }

/// The exponential of each element.
public func exp(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.exp).traced(from: x, withValue: { y, cotangent in cotangent * y })
}

/// `exp(x) − 1` for each element, exact also near 0.
public func expm1(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.expm1)
    .traced(
      from: x,
      withValue: { y, cotangent in
        y.pulledBack(cotangent, loops.multiply_one_plus) { cotangent * (y + 1) }
      })
}

/// The natural logarithm of each element.
public func log(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.log).traced(from: x) { $0 / x }
}

/// `log(1 + x)` for each element, exact also near 0.
public func log1p(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.log1p).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.divide_one_plus) { cotangent / (x + 1) }
  }
}

/// The square root of each element.
public func sqrt(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.sqrt)
    .traced(
      from: x,
      withValue: { y, cotangent in
        y.pulledBack(cotangent, loops.divide_twice) { cotangent / (2 * y) }
      })
}

/// The absolute value of each element; its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.magnitude).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.sign_slope) { cotangent * sign(x) }
  }
}

/// −1, 0 or 1 as each element is negative, zero or positive.
///
/// It is constant almost everywhere, and so has no gradient.
public func sign(_ x: Tensor) -> Tensor { Elementwise.map(x, loops.sign) }

/// The sine of each element.
public func sin(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.sin).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.cos_slope) { cotangent * cos(x) }
  }
}

/// The cosine of each element.
public func cos(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.cos).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.negative_sin_slope) { -cotangent * sin(x) }
  }
}

/// The hyperbolic tangent of each element.
public func tanh(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.tanh)
    .traced(
      from: x,
      withValue: { y, cotangent in
        y.pulledBack(cotangent, loops.tanh_slope) { cotangent * (1 - y * y) }
      })
}

/// The error function of each element: `erf(x) = 2/√π ∫₀ˣ exp(−t²) dt`.
public func erf(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.erf).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.erf_slope) {
      cotangent * (2 / Float.pi.squareRoot() * exp(-(x * x)))
    }
  }
}

/// Each element raised to a power.
public func pow(_ x: Tensor, _ exponent: Float) -> Tensor {
  if exponent == 0 { return .ones(x.shape) }  // a constant, also where x is 0
  let power =
    exponent == 2
    ? Elementwise.map(x, loops.square) : Elementwise.map(x, with: { powf($0, exponent) })
  return power.traced(from: x) { cotangent in
    if exponent != 2 { return cotangent * (exponent * pow(x, exponent - 1)) }
    return x.pulledBack(cotangent, loops.twice_product) { cotangent * (2 * x) }
  }
}

/// Each element raised to the power of the other tensor's element.
///
/// - Precision: The gradient with respect to the exponent is 0 where the base is 0.
public func pow(_ x: Tensor, _ exponents: Tensor) -> Tensor {
  powers(x, exponents).traced(
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

private func powers(_ x: Tensor, _ exponents: Tensor) -> Tensor {
  let shape = x.shape.broadcast(with: exponents.shape, in: "pow")
  let (x, exponents) = (x.detached().broadcast(to: shape), exponents.detached())
  return exponents.broadcast(to: shape).withScalars { exponents in
    Tensor(shape: shape) { result in
      x.withScalars { x in
        Elementwise.forEachRange(of: result.count, blockSize: Elementwise.blockSize / 8) { range in
          for index in range { result[index] = powf(x[index], exponents[index]) }
        }
      }
    }
  }
}

/// Each element, or the nearer end of the range where it lies outside; there its gradient is 0.
public func clamp(_ x: Tensor, _ range: ClosedRange<Float>) -> Tensor {
  let (low, high) = (range.lowerBound, range.upperBound)
  return Elementwise.map(x, loops.clamp, low, high).traced(from: x) {
    $0 * Elementwise.map(x, with: { low <= $0 && $0 <= high ? 1 : 0 })
  }
}

/// The greater element of two tensors at each place; equal ones share the gradient.
public func maximum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "maximum", loops.maximum).traced(
    broadcasting: left, { $0 * shareOfGreater(left, right) },
    right, { $0 * shareOfGreater(right, left) })
}

/// The lesser element of two tensors at each place; equal ones share the gradient.
public func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "minimum", loops.minimum).traced(
    broadcasting: left, { $0 * shareOfGreater(right, left) },
    right, { $0 * shareOfGreater(left, right) })
}

/// 1 where the left element is greater, ½ where both are equal, else 0.
private func shareOfGreater(_ left: Tensor, _ right: Tensor) -> Tensor {
  Elementwise.zip(left, right, "maximum", loops.greater_share)
}
