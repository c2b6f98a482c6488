// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Mixture of Gaussians") struct GaussianMixtureLaws {
  private let x = Tensor([
    [0, 0.2], [0.4, -0.3], [-0.5, 0.1], [0.3, 0.6], [3, 2.8], [3.4, 3.5], [2.6, 3.1], [3.2, 2.4],
    [1.5, 1], [1, 2],
  ])

  /// Equal weights, means (0, 0) and (3, 3), unit covariances.
  private func start(_ kind: GaussianMixture.CovarianceKind) -> GaussianMixture {
    let covariances: Tensor =
      switch kind {
      case .full: Tensor([[[1, 0], [0, 1]], [[1, 0], [0, 1]]])
      case .diagonal: .ones([2, 2])
      case .spherical: .ones([2])
      case .tied: .identity(2)
      }
    return GaussianMixture(
      weights: Tensor([0.5, 0.5]), means: Tensor([[0, 0], [3, 3]]), covariances: covariances,
      kind: kind)
  }

  private struct Expected {
    let weights: [Double]
    let means: [Double]
    let covariances: [Double]
    let score: Double
  }

  /// scikit-learn 1.9.1, `GaussianMixture(max_iter=3, tol=0, reg_covar=1e-6)` from the same start.
  private func reference(_ kind: GaussianMixture.CovarianceKind) -> Expected {
    switch kind {
    case .full:
      Expected(
        weights: [0.5576052, 0.4423948], means: [0.4077795, 0.4949947, 2.8540572, 2.8571501],
        covariances: [
          0.4295658, 0.2770294, 0.2770294, 0.4417063, 0.4411494, 0.1819191, 0.1819191, 0.2298275,
        ], score: -2.2427429)
    case .diagonal:
      Expected(
        weights: [0.5952496, 0.4047504], means: [0.4455884, 0.5888776, 3.0259726, 2.9387761],
        covariances: [0.4234072, 0.5454369, 0.1350967, 0.1712724], score: -2.2439141)
    case .spherical:
      Expected(
        weights: [0.5991432, 0.4008568], means: [0.4491873, 0.5980598, 3.0456573, 2.9478769],
        covariances: [0.4887036, 0.1302352], score: -2.2509610)
    case .tied:
      Expected(
        weights: [0.5564409, 0.4435591], means: [0.404521, 0.4958684, 2.8517237, 2.8498537],
        covariances: [0.4327785, 0.2385813, 0.2385813, 0.3567414], score: -2.2769770)
    }
  }

  @Test(
    "Three rounds give what scikit-learn gives", arguments: GaussianMixture.CovarianceKind.allCases)
  func rounds(_ kind: GaussianMixture.CovarianceKind) {
    var mixture = start(kind)
    for _ in 0..<3 { mixture.expectationMaximization(on: x) }
    let expected = reference(kind)
    expectClose(mixture.weights.scalars, expected.weights, tolerance: 5e-6)
    expectClose(mixture.means.scalars, expected.means, tolerance: 5e-6)
    expectClose(mixture.covariances.scalars, expected.covariances, tolerance: 5e-6)
    expectClose([mixture.logProb(x).mean().scalar], [expected.score], tolerance: 5e-6)
  }

  @Test("A round on two points and one component gives their mean and variance") func byHand() {
    var mixture = GaussianMixture(
      weights: Tensor([1]), means: Tensor([[0]]), covariances: Tensor([[1]]), kind: .diagonal,
      regularization: 0)
    let before = mixture.expectationMaximization(on: Tensor([[1], [3]]))
    // log N(1 | 0, 1) and log N(3 | 0, 1), averaged: −½ log 2π − (1 + 9) / 4.
    expectClose([before], [-0.5 * log(2 * Double.pi) - 2.5], tolerance: 1e-6)
    #expect(mixture.means.scalars == [2])
    #expect(mixture.covariances.scalars == [1])
  }

  @Test("The log-likelihood never falls", arguments: GaussianMixture.CovarianceKind.allCases)
  func monotone(_ kind: GaussianMixture.CovarianceKind) {
    var rng = PCG32(seed: 4)
    let centers = Tensor([[0, 0, 0], [2, 1, 0], [-1, 2, 1]])
    let data = centers.gathered((0..<60).map { $0 % 3 }) + Tensor.normal([60, 3], using: &rng)
    var mixture = GaussianMixture(
      fitting: data, componentCount: 3, covariance: kind, iterations: 0, using: &rng)
    var last = -Float.infinity
    for round in 0..<12 {
      let logLikelihood = mixture.expectationMaximization(on: data)
      #expect(logLikelihood >= last - 2e-6, "round \(round)")
      last = logLikelihood
    }
  }

  @Test("The density integrates to one", arguments: GaussianMixture.CovarianceKind.allCases)
  func integral(_ kind: GaussianMixture.CovarianceKind) {
    var mixture = start(kind)
    mixture.expectationMaximization(on: x)
    let axis = Tensor.linspace(-4, 8, count: 61).scalars
    let grid = Tensor(axis.flatMap { a in axis.map { [a, $0] } })
    let sum = mixture.logProb(grid).scalars.reduce(0) { $0 + Foundation.exp(Double($1)) }
    #expect(abs(sum * 0.2 * 0.2 - 1) < 1e-4)
  }

  @Test("Responsibilities are the shares in the density and add up to one") func shares() {
    var mixture = start(.full)
    mixture.expectationMaximization(on: x)
    let shares = mixture.responsibilities(given: x)
    expectClose(shares.sum(alongAxis: 1).scalars, Array(repeating: 1, count: 10), tolerance: 1e-6)
    let joint = mixture.logJoint(x) - mixture.logProb(x).expanded(atAxis: 1)
    expectClose(shares.scalars, exp(joint).scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("The density has a gradient", arguments: GaussianMixture.CovarianceKind.allCases)
  func gradient(_ kind: GaussianMixture.CovarianceKind) {
    var mixture = start(kind)
    mixture.expectationMaximization(on: x)
    let points = Tensor([[0.5, 1], [2.5, 2]])
    let slope = Tensors.gradient(at: points) { mixture.logProb($0).sum() }
    for place in 0..<4 {
      let around = [0.01, -0.01].map { (step: Float) -> Float in
        var scalars = points.scalars
        scalars[place] += step
        return mixture.logProb(Tensor(scalars, shape: [2, 2])).sum().scalar
      }
      expectClose(
        [slope.scalars[place]], [Double(around[0] - around[1]) / 0.02], tolerance: 2e-3)
    }
  }

  @Test("Parameters are counted without repetition")
  func parameterCount() {
    #expect(start(.full).parameterCount == 1 + 4 + 6)
    #expect(start(.diagonal).parameterCount == 1 + 4 + 4)
    #expect(start(.spherical).parameterCount == 1 + 4 + 2)
    #expect(start(.tied).parameterCount == 1 + 4 + 3)
    // Ten components on the 784 pixels of a digit: 9 + 7 840 + 10 · 784 · 785 / 2.
    let digits = GaussianMixture(
      weights: .full([10], 0.1), means: .zeros([10, 784]), covariances: .zeros([10, 784, 784]),
      kind: .full)
    #expect(digits.parameterCount == 3_085_049)
  }

  @Test("Fitting finds the clusters that the data were drawn from") func recovery() {
    var rng = PCG32(seed: 11)
    let truth = GaussianMixture(
      weights: Tensor([0.3, 0.7]), means: Tensor([[-3, 0], [2, 1]]),
      covariances: Tensor([[1, 0.25], [0.5, 1]]), kind: .diagonal)
    let data = truth.sample(900, using: &rng)
    let found = GaussianMixture(
      fitting: data, componentCount: 2, covariance: .diagonal, using: &rng)
    let order = found.means[0, 0].scalar < found.means[1, 0].scalar ? [0, 1] : [1, 0]
    expectClose(found.means[at: order].scalars, [-3, 0, 2, 1], tolerance: 0.15)
    expectClose(found.weights[at: order].scalars, [0.3, 0.7], tolerance: 0.05)
  }

  @Test("Points that all coincide make no component infinite") func degenerate() {
    var rng = PCG32(seed: 2)
    let mixture = GaussianMixture(fitting: .ones([6, 2]), componentCount: 3, using: &rng)
    #expect(mixture.logProb(.ones([1, 2])).scalar.isFinite)
  }

  @Test("The bits are the same for any number of threads") func threads() {
    var rng = PCG32(seed: 5)
    let data = Tensor.normal([1100, 2], using: &rng)
    let fitted = [1, 3].map { count in
      withThreads(count) {
        var mixture = start(.full)
        mixture.expectationMaximization(on: data)
        return mixture
      }
    }
    #expect(fitted[0].covariances == fitted[1].covariances)
    #expect(fitted[0].means == fitted[1].means)
  }
}
