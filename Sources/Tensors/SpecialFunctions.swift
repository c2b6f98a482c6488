// SPDX-License-Identifier: MIT

import Glibc

// The special functions that densities are made of, computed in double precision and rounded once.

/// The logarithm of the gamma function of each element: `log Γ(x)`, so that `exp` of it is `(n − 1)!` at `n`.
///
/// - Requires: Positive elements; the others give infinity or NaN.
public func logGamma(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { Float(SpecialKernel.logGamma(Double($0))) }
    .traced(from: x) { $0 * digamma(x) }
}

/// The derivative of the logarithm of the gamma function at each element: `ψ(x) = Γ′(x) / Γ(x)`.
///
/// - Requires: Positive elements; the others give NaN.
public func digamma(_ x: Tensor) -> Tensor { polygamma(0, x) }

/// A derivative of the digamma function at each element: `ψ⁽ⁿ⁾(x)`, of order 1 the trigamma function.
///
/// - Requires: Positive elements, of which the others give NaN, and an order that is not negative.
public func polygamma(_ order: Int, _ x: Tensor) -> Tensor {
  if order < 0 { fail("polygamma: the order \(order) is negative") }
  return Elementwise.map(x) { Float(SpecialKernel.polygamma(order, Double($0))) }
    .traced(from: x) { $0 * polygamma(order + 1, x) }
}

/// The complement of the error function of each element: `1 − erf(x)`, exact also where that is tiny.
public func erfc(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { erfcf($0) }
    .traced(from: x) { $0 * (-2 / Float.pi.squareRoot() * exp(-(x * x))) }
}

/// The number whose error function each element is.
///
/// - Requires: Elements in −1…1, of which ±1 give ±∞; the others give NaN.
public func erfInverse(_ x: Tensor) -> Tensor {
  Elementwise.map(x) {
    let x = Double($0)
    return Float(SpecialKernel.erfInverse(x, complement: 1 - x.magnitude))
  }
  .traced(from: x, withValue: { y, cotangent in cotangent * (exp(y * y) * halfRootOfPi) })
}

/// The number below which a standard normal variable lies with the probability that each element is: `Φ⁻¹(p)`.
///
/// - Requires: Elements in 0…1, of which 0 and 1 give ∓∞; the others give NaN.
/// - Precision: Exact also for probabilities far below those that `erfInverse(2 p − 1)` tells from 0.
public func normalQuantile(_ p: Tensor) -> Tensor {
  Elementwise.map(p) {
    let p = Double($0)
    let complement = 2 * min(p, 1 - p)
    return Float(2.0.squareRoot() * SpecialKernel.erfInverse(2 * p - 1, complement: complement))
  }
  .traced(
    from: p,
    withValue: { y, cotangent in
      cotangent * (exp(y * y / 2) * (2 * Float.pi).squareRoot())
    })
}

private let halfRootOfPi = Float.pi.squareRoot() / 2
