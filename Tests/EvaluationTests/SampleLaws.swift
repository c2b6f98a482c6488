// SPDX-License-Identifier: MIT

import Datasets
import Distributions
import Evaluation
import Foundation
import Models
import Tensors
import Testing

@Suite("Scores of samples") struct SampleLaws {
  @Test("A ring's own samples cover it, and those of one cluster cover one")
  func coverage() {
    var rng = PCG32(seed: 1)
    let ring = GaussianClusters.ring(8, radius: 2, standardDeviation: 0.1)
    let all = ModeCoverage(of: ring.sample(2000, using: &rng).points, in: ring)
    // Within three standard deviations lies 1 − exp(−9/2) of a Gaussian in the plane.
    #expect(all.modeCount == 8 && abs(all.share - Float(1 - exp(-4.5))) < 0.01)
    let one = ring.means[2..<3].broadcast(to: [50, 2])
    let collapsed = ModeCoverage(of: one, in: ring)
    #expect(collapsed.modeCount == 1 && collapsed.counts[2] == 50 && collapsed.share == 1)
  }

  @Test("Too few samples do not cover a cluster, and distance is measured by its covariance")
  func thresholds() {
    let clusters = GaussianClusters(
      means: Tensor([[0, 0], [10, 0]]),
      covariances: Tensor([[[4, 0], [0, 0.01]], [[1, 0], [0, 1]]]))
    let samples = Tensor(
      [[5, 0], [0, 0.5]] + [[Float]](repeating: [0, 0], count: 197) + [[10, 2.9]])
    let coverage = ModeCoverage(of: samples, in: clusters)
    // (5, 0) is 2.5 deviations away, (0, 0.5) five; one of 200 samples is less than a hundredth.
    #expect(coverage.counts == [198, 1] && coverage.modeCount == 1)
    #expect(ModeCoverage(of: samples, in: clusters, leastShare: 0.005).modeCount == 2)
  }

  @Test("The score is the density of the estimate whose width validation examples prefer")
  func parzen() {
    var rng = PCG32(seed: 3)
    let normal = Normal.standard(2)
    let samples = normal.sample(200, using: &rng)
    let (validation, test) = (normal.sample(100, using: &rng), normal.sample(80, using: &rng))
    let score = ParzenScore(
      of: test, by: samples, validation: validation, bandwidths: [0.01, 0.4, 20])
    #expect(score.estimate.bandwidth == 0.4)
    let expected = KernelDensity(samples, bandwidth: 0.4).logProb(test)
    #expect(abs(score.logLikelihood - expected.mean().scalar) < 1e-5)
    let truth = normal.logProb(test).mean().scalar
    #expect(abs(score.logLikelihood - truth) < 4 * score.standardError)
    #expect(ParzenScore.pixelBandwidths.count == 10)
    #expect(abs(ParzenScore.pixelBandwidths[9] - 1) < 1e-6)
  }
}
