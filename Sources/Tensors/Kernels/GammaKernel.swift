// SPDX-License-Identifier: MIT

import Glibc

/// How a gamma variable moves with its concentration while its rank among all gamma variables stays.
///
/// From `P(a, x) = const` follows `dx/da = −(∂P/∂a) / (∂P/∂x)`, with P the regularised incomplete gamma function. Its
/// factor `xᵃ exp(−x) / Γ(a)` is also that of the density and cancels, so that nothing under- or overflows.
enum GammaKernel {
  /// `d log x / da` at a concentration and the logarithm of a variable.
  static func slope(_ concentration: Double, logVariable: Double) -> Double {
    let x = exp(logVariable)
    return x < concentration + 1
      ? slopeBySeries(concentration, x, logVariable)
      : slopeByFraction(concentration, x, logVariable)
  }

  /// Where the variable is small: `P ∝ T / a` with `T = Σ xⁿ / ((a + 1) ⋯ (a + n))`, differentiated term by term.
  private static func slopeBySeries(_ a: Double, _ x: Double, _ logX: Double) -> Double {
    var (term, harmonic, n) = (1.0, 0.0, 0.0)
    var (sum, slope) = (1.0, 0.0)
    while term > 1e-17 * sum {
      n += 1
      term *= x / (a + n)
      harmonic += 1 / (a + n)
      sum += term
      slope -= term * harmonic
    }
    // ψ(a + 1) holds the 1/a that would cancel for a small concentration.
    return -(sum * (logX - SpecialKernel.polygamma(0, a + 1)) + slope) / a
  }

  /// Where the variable is large: `1 − P ∝ C`, a continued fraction evaluated together with its slope.
  ///
  /// `C = 1 / (b₀ + c₁ / (b₁ + c₂ / (b₂ + …)))`, `bₙ = x + 2n + 1 − a`, `cₙ = n (a − n)`; by Lentz's algorithm.
  private static func slopeByFraction(_ a: Double, _ x: Double, _ logX: Double) -> Double {
    var b = Dual(value: x + 1 - a, slope: -1)
    var d = Dual(value: 1, slope: 0) / b
    var (fraction, c, n) = (d, Dual(value: 1e300, slope: 0), 0.0)
    var factor = Dual(value: 0, slope: 0)
    while abs(factor.value - 1) > 1e-15 || abs(factor.slope) > 1e-15 * (1 + abs(fraction.slope)) {
      n += 1
      let numerator = Dual(value: n * (a - n), slope: n)
      b.value += 2
      d = Dual(value: 1, slope: 0) / (numerator * d + b)
      c = b + numerator / c
      factor = c * d
      fraction = fraction * factor
      if n > 1e6 { break }  // only rounding keeps it from ending
    }
    return fraction.value * (logX - SpecialKernel.polygamma(0, a)) + fraction.slope
  }

  /// A number with its derivative.
  private struct Dual {
    var value: Double
    var slope: Double

    static func + (l: Dual, r: Dual) -> Dual {
      Dual(value: l.value + r.value, slope: l.slope + r.slope)
    }

    static func * (l: Dual, r: Dual) -> Dual {
      Dual(value: l.value * r.value, slope: l.value * r.slope + l.slope * r.value)
    }

    static func / (l: Dual, r: Dual) -> Dual {
      let quotient = l.value / r.value
      return Dual(value: quotient, slope: (l.slope - quotient * r.slope) / r.value)
    }
  }
}
