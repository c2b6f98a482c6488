// SPDX-License-Identifier: MIT

import Glibc
import Testing

@testable import Tensors

@Suite("Special functions") struct SpecialFunctionLaws {
  @Test("The gamma function of whole numbers is the factorial") func factorials() {
    let factorials: [Float] = [1, 1, 2, 6, 24, 120, 720]
    expectClose(
      exp(logGamma(.arange(1, 8))) / Tensor(factorials), .ones([7]), tolerance: 2e-6)
    // Γ(½) = √π
    #expect(logGamma(Tensor(0.5)).scalar == Float(Glibc.log(Double.pi.squareRoot())))
  }

  @Test("Digamma sums reciprocals from minus Euler's constant on") func digammaOfWholeNumbers() {
    var expected = -0.577_215_664_901_532_9
    for n in 1...40 {
      let value = Double(digamma(Tensor(Float(n))).scalar)
      #expect(abs(value - expected) <= 1e-7 * (1 + abs(expected)), "ψ(\(n))")
      expected += 1 / Double(n)
    }
    // ψ(½) = −γ − 2 log 2
    #expect(digamma(Tensor(0.5)).scalar == -1.963_510_026_021_423_5)
  }

  @Test("Polygamma sums powers of reciprocals: at 1 the zeta function") func zeta() {
    // ψ⁽ⁿ⁾(1) = (−1)ⁿ⁺¹ n! ζ(n + 1)
    let (two, three) = (Double.pi * .pi / 6, 1.202_056_903_159_594)
    let four = two * two * 2 / 5
    expectClose(polygamma(1, Tensor(1)), Tensor(Float(two)), tolerance: 1e-7)
    expectClose(polygamma(2, Tensor(1)), Tensor(Float(-2 * three)), tolerance: 3e-7)
    expectClose(polygamma(3, Tensor(1)), Tensor(Float(6 * four)), tolerance: 1e-6)
    expectClose(polygamma(1, Tensor(1e4)), Tensor(Float(1e-4 + 0.5e-8)), tolerance: 1e-11)
  }

  @Test("The gradient of each is the next") func gradients() {
    let x = abs(sample([9], seed: 3)) * 4 + 0.2
    expectGradient(
      of: { logGamma($0[0]) }, as: { $0[0].map { SpecialKernel.logGamma($0) } }, at: [x])
    expectSecondGradient(
      of: { logGamma($0[0]) }, as: { $0[0].map { SpecialKernel.logGamma($0) } }, at: [x])
    expectGradient(
      of: { polygamma(1, $0[0]) }, as: { $0[0].map { SpecialKernel.polygamma(1, $0) } }, at: [x])
  }

  @Test("The inverse of the error function undoes it, into both tails") func inverse() {
    for x: Double in [0, 1e-20, 0.001, 0.3, 0.47, 0.48, 0.9, 2, 5, 9, 20, 26] {
      for x in [x, -x] {
        let size = x.magnitude
        let inverse = SpecialKernel.erfInverse(erf(x), complement: erfc(size))
        #expect(abs(inverse - x) <= 4e-15 * size, "\(inverse) at \(x)")
      }
    }
    #expect(erfInverse(Tensor([-1, 0, 1])).scalars == [-.infinity, 0, .infinity])
    let outside = erfInverse(Tensor([1.5, .nan])).scalars
    #expect(outside[0].isNaN && outside[1].isNaN)
    expectClose(erf(erfInverse(sample([50]) / 2)), sample([50]) / 2, tolerance: 1e-7)
  }

  @Test("Quantiles of the normal distribution are those of the tables") func quantiles() {
    // SciPy 1.17: scipy.stats.norm.ppf
    let expected: [Float] = [-12.831_662, -4.753_424_3, -1.959_964, 0, 0.674_489_75, 2.326_347_9]
    let quantiles = normalQuantile(Tensor([5.45e-38, 1e-6, 0.025, 0.5, 0.75, 0.99]))
    expectClose(quantiles, Tensor(expected), tolerance: 2e-6)
    #expect(normalQuantile(Tensor([0, 1])).scalars == [-.infinity, .infinity])
  }

  @Test("Gradients of the error function's kin are the differences") func errorGradients() {
    let x = sample([8], seed: 4) / 2.2
    expectGradient(of: { erfc($0[0]) }, as: { $0[0].map { erfc($0) } }, at: [x])
    let inverse: ([[Double]]) -> [Double] = {
      $0[0].map { SpecialKernel.erfInverse($0, complement: 1 - abs($0)) }
    }
    expectGradient(of: { erfInverse($0[0]) }, as: inverse, at: [x])
    expectSecondGradient(of: { erfInverse($0[0]) }, as: inverse, at: [x], tolerance: 1e-3)
    let quantile: ([[Double]]) -> [Double] = {
      $0[0].map {
        2.0.squareRoot() * SpecialKernel.erfInverse(2 * $0 - 1, complement: 2 * min($0, 1 - $0))
      }
    }
    expectGradient(of: { normalQuantile($0[0]) }, as: quantile, at: [abs(x)])
    expectSecondGradient(
      of: { normalQuantile($0[0]) }, as: quantile, at: [abs(x) + 0.05], tolerance: 1e-3)
  }

  @Test("A negative order of derivative is refused") func trap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = polygamma(-1, Tensor(1))
    }
    #expect(message(result).contains("polygamma: the order -1 is negative"))
  }
}

@Suite("Gradients of gamma samples") struct GammaGradientLaws {
  /// `P(a, x)` by Simpson's rule over `t = uᵏ`, which takes the pole of a small concentration away.
  private func incompleteGamma(_ a: Double, _ x: Double) -> Double {
    let (steps, power) = (4000, max(1, 4 / a))
    let end = pow(x, 1 / power)
    func integrand(_ u: Double) -> Double {
      u == 0 ? 0 : power * pow(u, power * a - 1) * exp(-pow(u, power))
    }
    let h = end / Double(steps)
    let sum = (1..<steps).reduce(integrand(0) + integrand(end)) {
      $0 + ($1.isMultiple(of: 2) ? 2 : 4) * integrand(Double($1) * h)
    }
    return sum * h / 3 / tgamma(a)
  }

  @Test(
    "The slope is that of the quantile",
    arguments: [(0.3, 0.01), (0.3, 2), (1, 0.5), (1, 4), (2.5, 1), (2.5, 9), (12, 10), (12, 25)])
  func slope(_ a: Double, _ x: Double) {
    let h = 1e-4
    let byConcentration = (incompleteGamma(a + h, x) - incompleteGamma(a - h, x)) / (2 * h)
    let density = pow(x, a - 1) * exp(-x) / tgamma(a)
    let expected = -byConcentration / density / x
    let actual = GammaKernel.slope(a, logVariable: log(x))
    #expect(abs(actual - expected) <= 1e-6 * (1 + abs(expected)), "\(actual) not \(expected)")
  }

  @Test("The slope has all digits on either side of where the formula changes") func digits() {
    // −∂P/∂a / (x p) at a = 1 by mpmath with 40 digits: mp.diff(mp.gammainc(a, 0, x, regularized=True)).
    let expected = [
      (0.1, 2.892_731_166_159_389), (1, 1.173_563_027_224_727), (1.9, 0.839_392_679_338_322_3),
      (2.1, 0.793_880_458_619_823_2), (5, 0.471_415_150_724_073_1),
    ]
    for (x, slope) in expected {
      let actual = GammaKernel.slope(1, logVariable: log(x))
      #expect(abs(actual - slope) <= 1e-13 * slope, "\(actual) at \(x)")
    }
  }

  @Test("The slope of a tiny concentration follows the power law of its variable")
  func tiny() {
    // log x ≈ log(u) / a for small a, so d log x / da ≈ −log(x) / a, however small x is.
    let slope = GammaKernel.slope(1e-4, logVariable: -1e5)
    #expect(abs(slope / 1e9 - 1) < 1e-4)
  }

  @Test("The slope of a huge concentration is that of the normal limit") func huge() {
    // x ≈ a + z √a, so d log x / da ≈ (1 + z / (2 √a)) / (a + z √a).
    let a = 1e6
    for z in [-3.0, 0, 3] {
      let x = a + z * a.squareRoot()
      let slope = GammaKernel.slope(a, logVariable: log(x))
      #expect(abs(slope * x - 1 - z / (2 * a.squareRoot())) < 1e-5, "\(slope * x) at \(z)")
    }
  }

  @Test("Samples are those without a gradient, and their mean moves as the concentration")
  func mean() {
    let count = 4000
    var (rng, same) = (PCG32(seed: 5), PCG32(seed: 5))
    let (_, slope) = valueWithGradient(at: Tensor(1.7)) { a in
      let shape: Shape = [count]
      return exp(
        Tensor.logGammaVariables(concentration: a.broadcast(to: shape), using: &rng)
      ).mean()
    }
    // E x = a, so its derivative is 1; dx/da has a standard deviation below 1.
    #expect(abs(slope.scalar - 1) < 5 / Float(count).squareRoot())
    rng = PCG32(seed: 5)
    let concentration = Tensor.full([10], 1.7)
    #expect(
      exp(Tensor.logGammaVariables(concentration: concentration, using: &rng))
        == .gamma(concentration: concentration, using: &same))
  }

  @Test("A second derivative is refused in a sentence") func secondDerivative() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = gradient(at: Tensor(2)) { a in
        gradient(at: a) { a in
          var rng = PCG32(seed: 1)
          return Tensor.logGammaVariables(concentration: a, using: &rng)
        }
      }
    }
    #expect(message(result).contains("gamma: samples have no second derivative"))
  }
}
