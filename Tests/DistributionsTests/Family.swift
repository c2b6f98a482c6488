// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors

/// The families of densities of independent numbers, with their formulas from the textbook in Double.
enum Family: CaseIterable {
  case normal, laplace, logistic, uniform, exponential, gamma, beta, studentT

  /// A member of a family and what it says about itself.
  struct Member {
    let distribution: any Distribution
    let mean: Tensor
    let variance: Tensor
    let entropy: Tensor
    /// The divergence to the member with other parameters, where it has a closed form.
    var divergence: (([Tensor]) -> Tensor)?
  }

  func member(_ p: [Tensor]) -> Member {
    switch self {
    case .normal:
      let d = Normal(mean: p[0], standardDeviation: p[1])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy) {
        d.klDivergence(to: Normal(mean: $0[0], standardDeviation: $0[1]))
      }
    case .laplace:
      let d = Laplace(mean: p[0], scale: p[1])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy) {
        d.klDivergence(to: Laplace(mean: $0[0], scale: $0[1]))
      }
    case .logistic:
      let d = Logistic(mean: p[0], scale: p[1])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy)
    case .uniform:
      let d = Uniform(low: p[0], high: p[1])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy) {
        d.klDivergence(to: Uniform(low: $0[0], high: $0[1]))
      }
    case .exponential:
      let d = Exponential(rate: p[0])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy) {
        d.klDivergence(to: Exponential(rate: $0[0]))
      }
    case .gamma:
      let d = Gamma(concentration: p[0], rate: p[1])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy) {
        d.klDivergence(to: Gamma(concentration: $0[0], rate: $0[1]))
      }
    case .beta:
      let d = Beta(alpha: p[0], beta: p[1])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy) {
        d.klDivergence(to: Beta(alpha: $0[0], beta: $0[1]))
      }
    case .studentT:
      let d = StudentT(degreesOfFreedom: p[0], location: p[1], scale: p[2])
      return Member(distribution: d, mean: d.mean, variance: d.variance, entropy: d.entropy)
    }
  }

  /// A member with events of one coordinate.
  var member: Member { member(parameters.map { Tensor([$0]) }) }

  var parameters: [Float] {
    switch self {
    case .normal, .laplace, .logistic: [0.3, 1.7]
    case .uniform: [-1.5, 2]
    case .exponential: [1.7]
    case .gamma, .beta: [2.5, 1.7]
    case .studentT: [7, 0.3, 1.7]
    }
  }

  var otherParameters: [Float] {
    switch self {
    case .uniform: [-2, 4]
    case .exponential: [0.6]
    case .studentT: [5, -0.4, 0.9]
    default: [1.6, 0.9]
    }
  }

  /// Points inside the support, away from kinks.
  var points: [Float] {
    switch self {
    case .beta: [0.1, 0.5, 0.9]
    case .exponential, .gamma: [0.1, 1, 3]
    case .uniform: [-1, 0.1, 1.9]
    default: [-2, 0.1, 3]
    }
  }

  var support: ClosedRange<Double> {
    switch self {
    case .beta: 0...1
    case .exponential, .gamma: 0...(.infinity)
    case .uniform: -1.5...2
    default: -Double.infinity...(.infinity)
    }
  }

  func logDensity(_ x: Double, _ p: [Double]) -> Double {
    switch self {
    case .normal:
      let z = (x - p[0]) / p[1]
      return log(exp(-z * z / 2) / (p[1] * (2 * .pi).squareRoot()))
    case .laplace: return log(exp(-abs(x - p[0]) / p[1]) / (2 * p[1]))
    case .logistic:
      let tail = exp(-(x - p[0]) / p[1])
      return log(tail / (p[1] * (1 + tail) * (1 + tail)))
    case .uniform: return log(1 / (p[1] - p[0]))
    case .exponential: return log(p[0] * exp(-p[0] * x))
    case .gamma: return log(pow(p[1], p[0]) * pow(x, p[0] - 1) * exp(-p[1] * x) / tgamma(p[0]))
    case .beta:
      let normalizer = tgamma(p[0]) * tgamma(p[1]) / tgamma(p[0] + p[1])
      return log(pow(x, p[0] - 1) * pow(1 - x, p[1] - 1) / normalizer)
    case .studentT:
      let (n, z) = (p[0], (x - p[1]) / p[2])
      let factor = tgamma((n + 1) / 2) / ((n * .pi).squareRoot() * tgamma(n / 2) * p[2])
      return log(factor * pow(1 + z * z / n, -(n + 1) / 2))
    }
  }

  /// Mean and variance.
  func moments(_ p: [Double]) -> (mean: Double, variance: Double) {
    switch self {
    case .normal: (p[0], p[1] * p[1])
    case .laplace: (p[0], 2 * p[1] * p[1])
    case .logistic: (p[0], .pi * .pi * p[1] * p[1] / 3)
    case .uniform: ((p[0] + p[1]) / 2, (p[1] - p[0]) * (p[1] - p[0]) / 12)
    case .exponential: (1 / p[0], 1 / (p[0] * p[0]))
    case .gamma: (p[0] / p[1], p[0] / (p[1] * p[1]))
    case .beta:
      (
        p[0] / (p[0] + p[1]),
        p[0] * p[1] / ((p[0] + p[1]) * (p[0] + p[1]) * (p[0] + p[1] + 1))
      )
    case .studentT: (p[1], p[2] * p[2] * p[0] / (p[0] - 2))
    }
  }

  /// The log-densities at the points and the entropy of the member, by SciPy 1.17: `scipy.stats`, `logpdf`, `entropy`.
  var published: (logProbs: [Float], entropy: Float) {
    switch self {
    case .normal: ([-2.364_791_7, -1.456_487_2, -2.710_812_46], 1.949_566_78)
    case .laplace: ([-2.576_716_61, -1.341_422_49, -2.812_010_73], 2.223_775_43)
    case .logistic: ([-2.343_376_98, -1.920_380_83, -2.490_636_93], 2.530_628_25)
    case .uniform: ([-1.252_762_97, -1.252_762_97, -1.252_762_97], 1.252_762_97)
    case .exponential: ([0.360_628_25, -1.169_371_75, -4.569_371_75], 0.469_371_75)
    case .gamma: ([-2.581_989_88, -0.658_112_24, -2.410_193_81], 1.199_319_66)
    case .beta: ([-1.667_949_54, 0.334_756_67, 0.089_830_13], -0.175_453_38)
    case .studentT: ([-2.414_345_63, -1.493_063_64, -2.716_147_85], 2.097_006_51)
    }
  }
}
