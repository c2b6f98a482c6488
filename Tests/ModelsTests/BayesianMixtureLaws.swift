// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

/// Whether two numbers differ by no more than a tolerance.
private func isClose(_ actual: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(actual - expected) <= tolerance
}

@Suite("Bayesian mixture of Gaussians") struct BayesianMixtureLaws {
  private let small = BayesianGaussianMixture(
    data: [-1.3, 0.4, 2.2, -0.7], weights: [0.3, 0.7], priorVariance: 4, variance: 0.5)

  private func bestFit(_ model: BayesianGaussianMixture) -> VariationalFit<MixtureMeanField> {
    var rng = PCG32(seed: 2)
    let fits = (0..<5).map { _ in
      maximizeELBO(
        of: model, over: MixtureMeanField.random(model, using: &rng), by: .coordinateAscent)
    }
    return fits.max { $0.elbo < $1.elbo } ?? fits[0]
  }

  @Test("The evidence is that of the Gaussians with the means integrated out") func evidence() {
    // Σ_z p(z) N(x | 0, σ²I + σ₀²[zᵢ = zⱼ]) in SciPy 1.17.1; a grid of 1201² means gives the same.
    #expect(isClose(small.logEvidence(), -8.591_910_616_677_07))
    #expect(small.exactPosterior().terms.count == 16)
    #expect(isClose(small.exactPosterior().logEvidence, -8.591_910_616_677_07))
  }

  @Test("The density of a mean is that of a grid over both means") func density() {
    // Bayes' rule on a grid of 1201² means in NumPy.
    let posterior = small.exactPosterior()
    #expect(isClose(posterior.density(ofMean: 0, at: 1.5), 0.350_845_212, 1e-6))
    let grid = (0...600).map { -9 + 0.03 * Double($0) }
    let mass = grid.reduce(0) { $0 + 0.03 * posterior.density(ofMean: 0, at: $1) }
    let mean = grid.reduce(0) { $0 + 0.03 * $1 * posterior.density(ofMean: 0, at: $1) }
    #expect(isClose(mass, 1, 1e-4) && isClose(mean, 0.894_417_5, 1e-3))
  }

  @Test("The joint density adds up to the evidence over assignments and a grid of means")
  func joint() {
    let one = BayesianGaussianMixture(
      data: [0.5], weights: [0.4, 0.6], priorVariance: 2, variance: 1)
    let grid = (0...120).map { -9 + 0.15 * Double($0) }
    var sum = 0.0
    for z in 0..<2 {
      for a in grid {
        for b in grid { sum += exp(one.logJoint(means: [a, b], assignment: [z])) * 0.15 * 0.15 }
      }
    }
    #expect(isClose(log(sum), one.logEvidence(), 1e-6))
  }

  @Test("The bound never falls, and the gap is the divergence") func gap() {
    for start in 0..<3 {
      var rng = PCG32(seed: UInt64(start))
      let fit = maximizeELBO(
        of: small, over: MixtureMeanField.random(small, using: &rng), by: .coordinateAscent)
      #expect(fit.smallestGain > -1e-12)
      let posterior = small.exactPosterior()
      for q in [fit.path[0], fit.q] {
        let divergence = posterior.klDivergence(from: q)
        #expect(isClose(posterior.logEvidence - q.elbo(of: small), divergence) && divergence > 0)
      }
    }
  }

  @Test("With a single component mean field is exact") func single() {
    let model = BayesianGaussianMixture(data: [1, 2, 4], componentCount: 1, priorVariance: 3)
    let fit = bestFit(model)
    #expect(isClose(fit.elbo, model.logEvidence()))
    // A conjugate Gaussian: precision 1/3 + 3, mean 7 / (10/3).
    #expect(isClose(fit.q.means[0].mean, 2.1) && isClose(fit.q.means[0].variance, 0.3))
  }

  @Test("Each factor's new form is the best one: no other raises the bound") func factors() {
    let fit = bestFit(small)
    for k in 0..<2 {
      for (shift, factor) in [(0.01, 1.0), (-0.01, 1), (0, 1.01), (0, 0.99)] {
        var moved = fit.q
        moved.means[k].mean += shift
        moved.means[k].standardDeviation *= factor
        #expect(moved.elbo(of: small) < fit.elbo)
      }
    }
    for i in 0..<4 {
      for shift in [1e-3, -1e-3] {
        var moved = fit.q
        let share = min(max(moved.responsibilities[i][0] + shift, 1e-6), 1 - 1e-6)
        moved.responsibilities[i] = [share, 1 - share]
        #expect(moved.elbo(of: small) < fit.elbo)
      }
    }
  }

  @Test("Eight examples of two components leave a gap of about a nat") func eight() {
    var rng = PCG32(seed: 21)
    for _ in 0..<2 {
      let data = BayesianGaussianMixture.sample(8, means: [-2, 2], using: &rng)
      let model = BayesianGaussianMixture(data: data, componentCount: 2, priorVariance: 9)
      let gap = model.logEvidence() - bestFit(model).elbo
      #expect(gap > 0.6 && gap < 1.6, "gap \(gap)")
    }
  }

  @Test("On separated data Gibbs sampling finds the means of mean field, and its seed its bits")
  func gibbs() {
    var rng = PCG32(seed: 5)
    let data = BayesianGaussianMixture.sample(60, means: [-4, 4], using: &rng)
    let model = BayesianGaussianMixture(data: data, componentCount: 2, priorVariance: 25)
    let chain = model.gibbsSamples(400, from: [-1, 1], using: &rng)
    let found = bestFit(model).q.means.map(\.mean).sorted()
    for k in 0..<2 {
      let mean = chain.reduce(0) { $0 + $1[k] } / 400
      #expect(isClose(mean, found[k], 0.05), "component \(k): \(mean), mean field \(found[k])")
    }
    var (first, second) = (PCG32(seed: 9), PCG32(seed: 9))
    #expect(
      model.gibbsSamples(3, from: [0, 1], using: &first)
        == model.gibbsSamples(3, from: [0, 1], using: &second))
  }
}

@Suite("Densities of one variable") struct UnnormalizedDensityLaws {
  private let bumps = UnnormalizedDensity(over: -10...10) { z in
    logSumExp([
      log(0.6) + UnivariateGaussian(mean: -2, standardDeviation: 0.7).logProb(z),
      log(0.4) + UnivariateGaussian(mean: 2, standardDeviation: 0.7).logProb(z),
    ]) + 5
  }

  @Test("The normalisation is found whatever the factor") func normalization() {
    #expect(isClose(bumps.logPartition, 5) && isClose(bumps.mean, -0.4))
    // Law of total variance: .49 + .6 · .4 · 4².
    #expect(isClose(bumps.variance, 0.49 + 3.84))
  }

  @Test("The forward fit is the best one for the forward divergence") func forward() {
    let match = bumps.momentMatch
    for (shift, factor) in [(0.001, 1.0), (-0.001, 1), (0, 1.001), (0, 0.999)] {
      let other = UnivariateGaussian(
        mean: match.mean + shift, standardDeviation: match.standardDeviation * factor)
      #expect(bumps.klDivergence(to: other) > bumps.klDivergence(to: match))
    }
  }

  @Test("The reverse fit sits on a mode, and the gap is the integral") func reverse() {
    let fit = maximizeELBO(
      of: bumps, over: UnivariateGaussian(mean: -3, standardDeviation: 1),
      by: .gradientAscent(learningRate: 0.1), steps: 200, tolerance: 1e-9)
    #expect(isClose(fit.q.mean, bumps.mode, 0.1) && fit.smallestGain > -1e-9)
    let divergence = bumps.reverseKLDivergence(from: fit.q)
    #expect(isClose(bumps.logPartition - fit.elbo, divergence, 1e-7))
  }

  @Test("Divergences of Gaussians are those of their integrals") func gaussians() {
    let (p, q) = (
      UnivariateGaussian(mean: 1, standardDeviation: 0.5),
      UnivariateGaussian(mean: 0, standardDeviation: 2)
    )
    // log(2 / .5) + (.25 + 1) / 8 − ½
    #expect(isClose(p.klDivergence(to: q), log(4) + 1.25 / 8 - 0.5, 1e-12))
    let integral = p.expectation { p.logProb($0) - q.logProb($0) }
    #expect(isClose(integral, p.klDivergence(to: q), 1e-10))
    #expect(isClose(-p.expectation { p.logProb($0) }, p.entropy, 1e-10))
  }
}

@Suite("Gradients of expectations") struct GradientEstimatorLaws {
  private let q = Normal(mean: Tensor([2, -1]), standardDeviation: Tensor([1, 0.5]))

  private func square(_ z: Tensor) -> Tensor { (z * z).sum(alongAxis: 1) }

  /// Expects the mean of samples within so many standard errors of the truth.
  private func expectUnbiased(
    _ samples: Tensor, _ truth: [Float], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let mean = samples.mean(alongAxis: 0)
    let deviation = samples.standardDeviation(alongAxis: 0) / Float(samples.shape[0]).squareRoot()
    let errors = abs((mean - Tensor(truth)) / deviation)
    #expect(errors.max().scalar < 3.5, "\(errors) standard errors", sourceLocation: sourceLocation)
  }

  @Test("Both estimators have the mean that the closed form says, 2μ and 2σ") func unbiased() {
    var rng = PCG32(seed: 17)
    let smooth = q.reparameterizedGradients(of: square, samples: 20_000, using: &rng)
    let scored = q.reinforceGradients(of: square, samples: 20_000, using: &rng)
    let centred = q.reinforceGradients(of: square, samples: 20_000, baseline: 6.25, using: &rng)
    for samples in [smooth, scored, centred] {
      #expect(samples.mean.shape == [20_000, 2])
      expectUnbiased(samples.mean, [4, -2])
      expectUnbiased(samples.standardDeviation, [2, 1])
    }
  }

  @Test("REINFORCE is more than ten times noisier; its variance is that of the closed form")
  func variance() {
    var rng = PCG32(seed: 19)
    let one = Normal(mean: Tensor([2]), standardDeviation: Tensor([1]))
    let smooth = one.reparameterizedGradients(of: square, samples: 50_000, using: &rng).mean
    let scored = one.reinforceGradients(of: square, samples: 50_000, using: &rng).mean
    let variances = [smooth, scored].map { pow($0 - $0.mean(), 2).mean().scalar }
    // Var 2z = 4; Var z²ε = E[(2 + ε)⁴ε²] − 16 = 103 − 16.
    #expect(abs(variances[0] - 4) < 0.15 && abs(variances[1] - 87) < 5, "\(variances)")
  }
}
