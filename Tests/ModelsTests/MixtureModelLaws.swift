// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("What mixtures have in common") struct MixtureModelLaws {
  private let line = GaussianMixture(
    weights: [0.5, 0.3, 0.2], means: [-2, 1, 4], standardDeviations: [0.7, 1, 0.5])

  private let plane = GaussianMixture(
    weights: Tensor([0.25, 0.75]), means: Tensor([[-2, 0], [2, 1]]),
    covariances: Tensor([[[0.5, 0.3], [0.3, 0.6]], [[0.8, -0.4], [-0.4, 0.4]]]), kind: .full)

  @Test("Mean and variance on the line follow from total expectation and variance")
  func moments() {
    // 0.5 · −2 + 0.3 · 1 + 0.2 · 4, and Σ π (σ² + μ²) less its square.
    expectClose(line.mean.scalars, [0.1], tolerance: 1e-6)
    let second = 0.5 * (0.49 + 4) + 0.3 * (1 + 1) + 0.2 * (0.25 + 16)
    expectClose(line.covariance.scalars, [second - 0.01], tolerance: 1e-6)
  }

  @Test("The density on the line is the sum of three bells") func density() {
    let bell = { (x: Double, mean: Double, deviation: Double) in
      Foundation.exp(-0.5 * Foundation.pow((x - mean) / deviation, 2))
        / (deviation * (2 * Double.pi).squareRoot())
    }
    for x in stride(from: -5.0, through: 6, by: 0.5) {
      let expected = 0.5 * bell(x, -2, 0.7) + 0.3 * bell(x, 1, 1) + 0.2 * bell(x, 4, 0.5)
      let actual = exp(line.logProb(Tensor([[Float(x)]])))
      expectClose(actual.scalars, [expected], tolerance: 1e-6)
    }
  }

  @Test("Samples have the mixture's mean and covariance") func sampleMoments() {
    var rng = PCG32(seed: 3)
    let x = plane.sample(20_000, using: &rng)
    let rest = x - x.mean(alongAxis: 0)
    let covariance = matmul(rest.transposed(), rest) / 20_000
    expectClose(
      x.mean(alongAxis: 0).scalars, plane.mean.scalars.map(Double.init), tolerance: 0.06)
    expectClose(covariance.scalars, plane.covariance.scalars.map(Double.init), tolerance: 0.08)
  }

  @Test("Each example comes from the component that is named for it") func ancestors() {
    var rng = PCG32(seed: 9)
    let far = GaussianMixture(
      weights: [0.5, 0.5], means: [-50, 50], standardDeviations: [1, 2])
    let z = far.sampleComponents(200, using: &rng)
    let x = far.sample(given: z, using: &rng)
    #expect(far.assignments(of: x) == z)
    #expect(z.counts(classCount: 2).allSatisfy { (70...130).contains($0) })
    #expect(far.sample(0, using: &rng).shape == [0, 1])
  }

  @Test("One component's examples have its mean and covariance") func ofComponent() {
    var rng = PCG32(seed: 4)
    let x = plane.sample(20_000, ofComponent: 1, using: &rng)
    let rest = x - x.mean(alongAxis: 0)
    expectClose(x.mean(alongAxis: 0).scalars, [2, 1], tolerance: 0.03)
    expectClose(
      (matmul(rest.transposed(), rest) / 20_000).scalars, [0.8, -0.4, -0.4, 0.4], tolerance: 0.03)
  }

  @Test(
    "Known labels give each class its share, mean and covariance",
    arguments: GaussianMixture.CovarianceKind.allCases)
  func labels(_ kind: GaussianMixture.CovarianceKind) {
    let x = Tensor([[0, 0], [10, 12], [2, 2], [10, 10], [4, 1], [13, 14]])
    let mixture = GaussianMixture(
      fitting: x, labels: [0, 1, 0, 1, 0, 1], covariance: kind, regularization: 0)
    expectClose(mixture.weights.scalars, [0.5, 0.5], tolerance: 1e-6)
    expectClose(mixture.means.scalars, [2, 1, 11, 12], tolerance: 1e-6)
    // By hand: 0, 2, 4 and 0, 2, 1 around (2, 1); 10, 10, 13 and 12, 10, 14 around (11, 12).
    let (first, second) = ([8.0 / 3, 2.0 / 3, 2.0 / 3, 2.0 / 3], [2, 2, 2, 8.0 / 3])
    let expected: [Double] =
      switch kind {
      case .full: first + second
      case .diagonal: [8.0 / 3, 2.0 / 3, 2, 8.0 / 3]
      case .spherical: [5.0 / 3, 7.0 / 3]
      case .tied: zip(first, second).map { ($0 + $1) / 2 }
      }
    expectClose(mixture.covariances.scalars, expected, tolerance: 1e-5)
  }

  @Test("Components without spread in a direction are named, with their floor")
  func singular() {
    let x = Tensor([[0, 0], [1, 1], [2, 2], [5, 5], [6, 5], [5, 6]])
    let mixture = GaussianMixture(
      fitting: x, labels: [0, 0, 0, 1, 1, 1], regularization: 1e-3)
    #expect(mixture.singularComponents == [0])
    #expect(mixture.description.contains("regularization 0.001"))
    #expect(mixture.logProb(x).scalars.allSatisfy { $0.isFinite })
    #expect(plane.singularComponents.isEmpty)
    #expect(plane.description == "Mixture of 2 Gaussians (full) of 2 coordinates, 11 parameters")
  }

  @Test("A fit tells its rounds and ends when one gains too little") func history() {
    var rng = PCG32(seed: 12)
    let x = line.sample(300, using: &rng)
    var mixture = GaussianMixture(
      weights: [0.4, 0.3, 0.3], means: [-3, 0, 3], standardDeviations: [1, 1, 1])
    let before = mixture.logProb(x).mean().scalar
    let history = mixture.fit(x, iterations: 500, tolerance: 1e-4)
    #expect(history.hasConverged)
    #expect(history.logLikelihoods.first == before)
    #expect(history.logLikelihoods.last == mixture.logProb(x).mean().scalar)
    #expect(history.leastGain > -1e-6)
    #expect(history.description.hasPrefix("\(history.roundCount) rounds of EM: from \(before) to "))
    let none = mixture.fit(x, iterations: 0)
    #expect(none.roundCount == 0 && !none.hasConverged && none.leastGain == 0)
  }

  @Test("A fit of a mixture is one M-step and one E-step, again and again") func steps() {
    var rng = PCG32(seed: 13)
    let x = plane.sample(200, using: &rng)
    var (byHand, fitted) = (plane, plane)
    for _ in 0..<5 {
      let shares = byHand.responsibilities(given: x)
      byHand.maximize(x, responsibilities: shares)
    }
    fitted.fit(x, iterations: 5, tolerance: -1)
    expectClose(fitted.means.scalars, byHand.means.scalars.map(Double.init), tolerance: 1e-5)
    expectClose(
      fitted.covariances.scalars, byHand.covariances.scalars.map(Double.init), tolerance: 1e-5)
  }

  @Test(
    "A fit can be brought into the order of the truth",
    arguments: GaussianMixture.CovarianceKind.allCases)
  func matching(_ kind: GaussianMixture.CovarianceKind) {
    let x = Tensor([
      [0, 0], [10, 12], [2, 2], [10, 10], [4, 1], [13, 14], [5, 5], [6, 5], [5, 6],
    ])
    let fit = { (labels: [Int]) in
      GaussianMixture(fitting: x, labels: labels, covariance: kind)
    }
    let truth = fit([0, 1, 0, 1, 0, 1, 2, 2, 2])
    let other = fit([2, 0, 2, 0, 2, 0, 1, 1, 1]).matched(to: truth)
    #expect(other.means == truth.means)
    #expect(other.weights == truth.weights)
    expectClose(
      other.covariances.scalars, truth.covariances.scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("Labels without examples and components that do not exist trap") func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture(fitting: Tensor([[0], [1]]), labels: [0, 2])
    }
    await #expect(processExitsWith: .failure) {
      var rng = PCG32(seed: 1)
      let mixture = GaussianMixture(weights: [1], means: [0], standardDeviations: [1])
      _ = mixture.sample(2, ofComponent: 1, using: &rng)
    }
    await #expect(processExitsWith: .failure) {
      var rng = PCG32(seed: 1)
      _ = BernoulliMixture(seeding: .ones([2, 3]), componentCount: 3, using: &rng)
    }
    await #expect(processExitsWith: .failure) {
      _ = KMeans(centers: .zeros([2, 3])).assignments(of: .zeros([4, 2]))
    }
  }
}
