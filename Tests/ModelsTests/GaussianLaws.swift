// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

@Suite("Gaussian density") struct GaussianLaws {
  private let x = Tensor([
    [0, 0.2], [0.4, -0.3], [-0.5, 0.1], [0.3, 0.6], [3, 2.8], [3.4, 3.5], [2.6, 3.1], [3.2, 2.4],
    [1.5, 1], [1, 2],
  ])

  @Test("Fitted by maximum likelihood it is SciPy's density") func density() {
    // SciPy 1.17, multivariate_normal(mean, cov(bias=True)).logpdf.
    expectClose(
      Gaussian(fitting: x).logProb(Tensor([[1, 1], [2, 1.5], [0, 3]])).scalars,
      [-1.61412924, -2.01057383, -15.57951713], tolerance: 1e-5)
  }

  @Test("No other mean or covariance near the fitted one is more likely") func maximum() {
    let best = Gaussian(fitting: x)
    let top = best.logProb(x).mean().scalar
    for direction in [Tensor([0.05, 0]), Tensor([0, -0.05]), Tensor([0.03, 0.04])] {
      #expect(best.moved(to: best.mean + direction).logProb(x).mean().scalar < top)
      for sign: Float in [-1, 1] {
        let covariance = best.covariance + sign * outer(direction, direction) * 40
        let other = Gaussian(mean: best.mean, covariance: covariance)
        #expect(other.logProb(x).mean().scalar < top)
      }
    }
  }

  @Test("The density of the plane integrates to one") func integral() {
    let model = Gaussian(fitting: x)
    let line = (0..<101).map { -8 + 0.2 * Float($0) }
    let grid = Tensor(line.flatMap { a in line.map { [a, $0] } })
    #expect(abs(exp(model.logProb(grid)).sum().scalar * 0.04 - 1) < 1e-4)
  }

  @Test("Given one coordinate the other is its regression, with what is left as variance")
  func conditional() {
    let p = Gaussian(fitting: x).conditional(on: [0], being: Tensor([[1]]))
    expectClose(p.mean.scalars + p.variance.scalars, [1.11423413, 0.28166194], tolerance: 1e-5)
    let regression = LinearRegression(
      fitting: x[column: 0].reshaped(10, 1), to: x[column: 1])
    #expect(abs(regression.intercept + regression.slopes[0] - 1.1142341305144177) < 1e-7)
    #expect(abs(regression.noiseVariance - 0.28166193940028283) < 1e-7)
  }

  @Test("Samples have the mean and covariance of the density") func samples() {
    var rng = PCG32(seed: 11)
    let model = Gaussian(mean: Tensor([1, -2]), covariance: Tensor([[2, 0.6], [0.6, 0.5]]))
    let drawn = Gaussian(fitting: model.sample(20_000, using: &rng))
    expectClose(drawn.mean.scalars, [1, -2], tolerance: 0.03)
    expectClose(drawn.covariance.scalars, [2, 0.6, 0.6, 0.5], tolerance: 0.05)
  }

  @Test("What is whitened has no mean and unit covariance") func whitening() {
    let model = Gaussian(fitting: x)
    let white = Gaussian(fitting: model.whitened(x))
    expectClose(white.mean.scalars, [0, 0], tolerance: 1e-5)
    expectClose(white.covariance.scalars, [1, 0, 0, 1], tolerance: 1e-5)
  }

  @Test("A coordinate that never varies needs a floor under its variance") func floor() {
    let flat = Tensor([[1, 0], [2, 0], [4, 0]])
    let model = Gaussian(fitting: flat, regularization: 0.01)
    expectClose(
      model.covariance.scalars, [14.0 / 9 + 0.01, 0, 0, 0.01], tolerance: 1e-6)
  }
}
