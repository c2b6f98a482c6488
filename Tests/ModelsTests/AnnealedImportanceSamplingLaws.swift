// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

@Suite("Annealed importance sampling") struct AnnealedImportanceSamplingLaws {
  private let base = Bernoulli(logits: Tensor([0.3, -1, 0.5, 0.2, -0.4, 1]))

  @Test("The estimate is the exact constant within its error", arguments: [1, 2, 3, 4] as [UInt64])
  func exactness(seed: UInt64) {
    let machine = randomRBM(6, 5, seed: seed)
    var rng = PCG32(seed: 10 + seed)
    let estimate = machine.annealedImportanceSampling(
      from: base, steps: 150, chains: 200, using: &rng)
    let error = abs(estimate.logPartition - machine.exactLogPartition())
    #expect(error < 4 * estimate.standardError)
    #expect(error < 0.1)
    #expect(estimate.logWeights.count == 200)
  }

  @Test("Each weight estimates the constant without bias, however few the steps") func unbiased() {
    let machine = randomRBM(6, 5, scale: 0.7, seed: 5)
    var rng = PCG32(seed: 6)
    let estimate = machine.annealedImportanceSampling(
      from: base, steps: 2, chains: 20_000, using: &rng)
    #expect(estimate.standardError > 0.005)
    #expect(
      abs(estimate.logPartition - machine.exactLogPartition()) < 4 * estimate.standardError)
  }

  @Test("A machine without connections that is its base has weights of one value") func identity() {
    let machine = randomRBM(6, 5, seed: 7)
    machine.weight = .zeros([6, 5])
    machine.hiddenBias = .zeros([5])
    machine.visibleBias = base.logits
    var rng = PCG32(seed: 8)
    let estimate = machine.annealedImportanceSampling(
      from: base, steps: 5, chains: 10, using: &rng)
    for weight in estimate.logWeights {
      #expect(abs(weight - machine.exactLogPartition()) < 1e-5)
    }
    #expect(estimate.standardError < 1e-6)
  }

  @Test("More steps make the weights more equal") func steps() {
    let machine = randomRBM(6, 5, scale: 2, seed: 9)
    let sizes = [3, 30, 300].map { steps in
      var rng = PCG32(seed: 10)
      return machine.annealedImportanceSampling(
        from: base, steps: steps, chains: 100, using: &rng
      ).effectiveSampleSize
    }
    #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2])
  }

  @Test("The numbers of an estimate are those of its weights") func estimate() {
    // Weights 1, 2, 3, 6: mean 3, standard error √(14/3)/2, and (Σw)²/Σw² = 144/50.
    let estimate = LogPartitionEstimate(
      logWeights: [1, 2, 3, 6].map { 800 + Foundation.log($0) })
    let error = (14.0 / 3).squareRoot() / 2 / 3
    #expect(abs(estimate.logPartition - 800 - Foundation.log(3)) < 1e-12)
    #expect(abs(estimate.standardError - error) < 1e-12)
    #expect(abs(estimate.effectiveSampleSize - 144.0 / 50) < 1e-9)
    #expect(estimate.bounds.lowerBound == -.infinity)
    #expect(
      abs(estimate.bounds.upperBound - 800 - Foundation.log(3 * (1 + 3 * error))) < 1e-12)
  }

  @Test("The bits are the same for any number of threads") func threads() {
    let machine = randomRBM(6, 5, seed: 11)
    let weights = [1, 3].map { count in
      withThreads(count) {
        var rng = PCG32(seed: 12)
        return machine.annealedImportanceSampling(
          from: base, steps: 20, chains: 50, using: &rng)
      }
    }
    #expect(weights[0] == weights[1])
  }

  @Test("Independent units are fitted by their means, and nothing is impossible") func rates() {
    let x = Tensor([[1, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 1]])
    let fitted = Bernoulli(fitting: x, smoothing: 0.5).mean
    expectClose(fitted.scalars, [0.9, 0.1, 0.5], tolerance: 1e-6)
  }
}
