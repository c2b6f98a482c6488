// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

@Suite("Probabilistic PCA") struct ProbabilisticPCALaws {
  private let x = PCALaws.x

  @Test("The closed form is the one of Tipping and Bishop, its density SciPy's") func reference() {
    let one = ProbabilisticPCA(fitting: x, latentSize: 1)
    expectClose([one.noiseVariance], [0.2510760438511741], tolerance: 1e-6)
    expectClose(one.weight.scalars, [0.64133935, 0.69727049, 0.48578629], tolerance: 1e-6)
    // SciPy 1.17.1, `multivariate_normal(mean, W Wᵀ + σ² I).logpdf`.
    expectClose(
      one.logProb(x).scalars,
      [
        -1.81774355, -3.7058552, -2.23485077, -4.24294149, -4.19316052, -2.24494554, -2.84469773,
        -3.01588347,
      ], tolerance: 2e-6)
    let two = ProbabilisticPCA(fitting: x, latentSize: 2)
    expectClose([two.logProb(x).mean().scalar], [-2.4429302020886836], tolerance: 2e-6)
    expectClose(
      two.encode(x)[..<2].scalars, [0.61450541, 0.05944128, -1.97491999, -0.32100268],
      tolerance: 2e-6)
    expectClose(
      two.posteriorCovariance.scalars, [0.0301058936, 0, 0, 0.0905243665], tolerance: 1e-6)
  }

  /// A model whose map is not the one of the closed form: its columns are neither orthogonal nor ordered.
  private let skewed = ProbabilisticPCA(
    mean: Tensor([1, -1, 0.5]), weight: Tensor([[1, 0.5], [-0.3, 0.8], [0.2, 1.1]]),
    noiseVariance: 0.3)

  @Test("The density is the normal one with covariance W Wᵀ + σ² I") func density() {
    var rng = PCG32(seed: 3)
    let points = Tensor.normal([20, 3], using: &rng) * 2
    let normal = MultivariateNormal(mean: skewed.mean, covariance: skewed.covariance)
    expectClose(
      skewed.logProb(points).scalars, normal.logProb(points).scalars.map(Double.init),
      tolerance: 3e-6)
    let expected = [1.55, 0.1, 0.75, 0.1, 1.03, 0.82, 0.75, 0.82, 1.55]
    expectClose(skewed.covariance.scalars, expected, tolerance: 1e-6)
  }

  @Test("Prior times likelihood is density times posterior") func bayes() {
    let points = Tensor([[0.3, 0, 1], [2, -2, 0]])
    let codes = Tensor([[0.4, -0.2], [1, 1]])
    let joint = skewed.prior.logProb(codes) + skewed.likelihood(given: codes).logProb(points)
    let other = skewed.logProb(points) + skewed.posterior(given: points).logProb(codes)
    expectClose(joint.scalars, other.scalars.map(Double.init), tolerance: 3e-6)
  }

  @Test("The density integrates to one") func integral() {
    let model = ProbabilisticPCA(
      mean: Tensor([0.5, -0.5]), weight: Tensor([[1], [0.4]]), noiseVariance: 0.2)
    let axis = Tensor.linspace(-7, 7, count: 141).scalars
    let grid = Tensor(axis.flatMap { a in axis.map { [a, $0] } })
    let sum = model.logProb(grid).scalars.reduce(0) { $0 + Foundation.exp(Double($1)) }
    #expect(abs(sum * 0.1 * 0.1 - 1) < 1e-5)
  }

  @Test("Samples have the model's mean and covariance") func samples() {
    var rng = PCG32(seed: 9)
    let drawn = skewed.sample(40_000, using: &rng)
    expectClose(drawn.mean(alongAxis: 0).scalars, [1, -1, 0.5], tolerance: 0.03)
    let rest = drawn - drawn.mean(alongAxis: 0)
    let covariance = matmul(rest.transposed(), rest) / 40_000
    expectClose(
      covariance.scalars, skewed.covariance.scalars.map(Double.init), tolerance: 0.05)
  }

  @Test("Expectation maximisation climbs to the closed form") func expectationMaximization() {
    var rng = PCG32(seed: 4)
    var model = ProbabilisticPCA(
      mean: .zeros([3]), weight: .normal([3, 2], using: &rng), noiseVariance: 1)
    var last = -Float.infinity
    for round in 0..<200 {
      let logLikelihood = model.expectationMaximization(on: x)
      #expect(logLikelihood >= last - 1e-6, "round \(round)")
      last = logLikelihood
    }
    let closed = ProbabilisticPCA(fitting: x, latentSize: 2)
    expectClose([last], [Double(closed.logProb(x).mean().scalar)], tolerance: 1e-6)
    expectClose(
      model.covariance.scalars, closed.covariance.scalars.map(Double.init), tolerance: 1e-4)
  }

  @Test("A round on one point per side is the one by hand") func byHand() {
    // ±1 with w = σ² = 1: M = 2, E[z] = ±½, E[z²] = ½ + ¼; w ← ½ / ¾, σ² ← 1 − ⅔ · ½.
    var model = ProbabilisticPCA(mean: Tensor([5]), weight: Tensor([[1]]), noiseVariance: 1)
    model.expectationMaximization(on: Tensor([[1], [-1]]))
    #expect(model.mean.scalars == [0])
    expectClose(model.weight.scalars, [2.0 / 3], tolerance: 1e-6)
    expectClose([model.noiseVariance], [2.0 / 3], tolerance: 1e-6)
  }

  @Test("Without noise the reconstruction becomes that of PCA, the gap falling as σ²") func limit()
  {
    let pca = PCA(fitting: x, componentCount: 2)
    func gap(_ sigma: Float) -> Double {
      let model = ProbabilisticPCA(pca, noiseVariance: sigma * sigma)
      let rest = model.reconstruct(x) - pca.reconstruct(x)
      return Double((rest * rest).sum().scalar).squareRoot()
    }
    let slope = (log(gap(0.1)) - log(gap(0.02))) / log(5.0)
    #expect(abs(slope - 2) < 0.05, "slope \(slope)")
    #expect(gap(1e-4) < 5e-6)
  }

  @Test("The density has a gradient") func gradient() {
    let points = Tensor([[0.5, 1, 0], [2, -1, 0.3]])
    let slope = Tensors.gradient(at: points) { skewed.logProb($0).sum() }
    let expected = solve(skewed.covariance, (skewed.mean - points).transposed()).transposed()
    expectClose(slope.scalars, expected.scalars.map(Double.init), tolerance: 1e-5)
  }
}
