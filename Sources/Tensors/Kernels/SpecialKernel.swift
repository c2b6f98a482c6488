// SPDX-License-Identifier: MIT

import Glibc

/// Special functions of one number, in Double.
enum SpecialKernel {
  /// The Bernoulli numbers from B₂ on, without those that are 0.
  private static let bernoulliNumbers: [Double] = [
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6,
  ]

  /// `log Γ(x)`; unlike the C library's plain function it writes no global sign, and so is safe on any thread.
  static func logGamma(_ x: Double) -> Double {
    if x < 0 { return .nan }
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// `ψ⁽ⁿ⁾(x)` by stepping up to where the asymptotic series is exact to the last digit.
  ///
  /// `ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + 1) − (−1)ⁿ n! / xⁿ⁺¹`
  static func polygamma(_ order: Int, _ x: Double) -> Double {
    if !(x > 0) { return .nan }
    let (n, sign) = (Double(order), order.isMultiple(of: 2) ? -1.0 : 1.0)
    let factorial = tgamma(n + 1)
    var (x, steps) = (x, 0.0)
    while x < 12 + 2 * n {
      steps += power(1 / x, order + 1)
      x += 1
    }
    let reciprocal = power(1 / x, order)
    let lead = order == 0 ? -log(x) : tgamma(n) * reciprocal
    var sum = lead + factorial / 2 * reciprocal / x
    // (2k + n − 1)! / (2k)! · x^(−2k − n), from one k to the next.
    var factor = reciprocal * (order == 0 ? 1 : tgamma(n))
    for (index, number) in bernoulliNumbers.enumerated() {
      let k = 2 * Double(index)
      factor *= order == 0 && index == 0 ? 0.5 : (k + n) * (k + n + 1) / ((k + 1) * (k + 2))
      factor /= x * x
      sum += number * factor
    }
    return sign * (sum + factorial * steps)
  }

  /// A number multiplied with itself, which for so few factors is far faster than a real exponent.
  private static func power(_ x: Double, _ count: Int) -> Double {
    var product = 1.0
    for _ in 0..<count { product *= x }
    return product
  }

  /// The number whose error function is x, by Halley's iteration from a close start.
  ///
  /// - Parameter complement: `1 − |x|`, which the caller may know more exactly than x.
  static func erfInverse(_ x: Double, complement: Double) -> Double {
    if !(complement >= 0) { return .nan }
    if complement == 0 { return x < 0 ? -.infinity : .infinity }
    if x == 0 { return 0 }
    let size = x.magnitude
    let isCentral = size < 0.5
    var y = size / scale
    if !isCentral {
      // Winitzki's closed form, right to a few thousandths.
      let a = 0.147
      let logarithm = log(complement * (2 - complement))
      let half = 2 / (.pi * a) + logarithm / 2
      y = ((half * half - logarithm / a).squareRoot() - half).squareRoot()
    }
    for _ in 0..<4 {
      let error = isCentral ? erf(y) - size : complement - erfc(y)
      let step = error / (scale * exp(-y * y))
      y -= step / (1 + y * step)
    }
    return x < 0 ? -y : y
  }

  /// The slope of the error function at 0: `2 / √π`.
  private static let scale = 2 / Double.pi.squareRoot()
}
