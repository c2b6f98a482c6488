// SPDX-License-Identifier: MIT

import Distributions
import Tensors
import Testing

@testable import Grading

@Suite("Checks of samples") struct DistributionCheckLaws {
  private let normal = Normal(mean: 1, standardDeviation: 2)

  private func samples(
    of distribution: some Distribution, _ count: Int = 2_000, seed: UInt64 = 1
  ) -> Tensor {
    var rng = PCG32(seed: seed)
    return distribution.sample(count, using: &rng)
  }

  private func fault(_ samples: Tensor, is distribution: some Distribution) -> String? {
    do throws(CheckFailure) {
      try expectDistribution(of: samples, is: distribution)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("Right samples fail no more often than is stated") func falseAlarms() {
    let alarms = (0..<200).count { trial in
      do throws(CheckFailure) {
        try expectDistribution(
          of: samples(of: normal, 200, seed: UInt64(trial)),
          is: samples(of: normal, 1_000, seed: UInt64(10_000 + trial)), falseAlarms: 0.1)
        return false
      } catch {
        return true
      }
    }
    // 20 expected, standard deviation 4; far fewer would mean that the test sees nothing.
    #expect((4...38).contains(alarms))
  }

  @Test("Right samples pass: heavy tails, few values, many coordinates", arguments: 0..<5)
  func right(_ seed: UInt64) {
    #expect(fault(samples(of: normal, seed: seed), is: normal) == nil)
    let cauchy = StudentT(degreesOfFreedom: 1)
    #expect(fault(samples(of: cauchy, seed: seed), is: cauchy) == nil)
    let coins = Bernoulli(probabilities: Tensor([0.2, 0.5, 0.9]))
    #expect(fault(samples(of: coins, seed: seed), is: coins) == nil)
    let many = Normal.standard(50)
    #expect(fault(samples(of: many, seed: seed), is: many) == nil)
  }

  @Test("The error says what is off and on which side, not what is right") func sides() {
    let x = samples(of: normal)
    #expect(fault(x + 0.7, is: normal) == "the mean is too large")
    #expect(fault(x - 0.7, is: normal) == "the mean is too small")
    #expect(fault((x - 1) * 1.5 + 1, is: normal) == "the spread is too large")
    #expect(fault((x - 1) * 0.5 + 1, is: normal) == "the spread is too small")
    #expect(
      fault(x * 2, is: normal) == "the mean is too large, and the spread is too large")
    let flat = Uniform(1 - Float(12).squareRoot()..<1 + Float(12).squareRoot())
    #expect(
      fault(samples(of: flat, 8_000), is: normal)
        == "mean and spread fit, but the shape of the distribution does not")
  }

  @Test("Coordinates are told apart, and so is how they go together") func coordinates() {
    let plane = Normal.standard(2)
    let x = samples(of: plane)
    let moved = x + Tensor([0, 0.7])
    #expect(fault(moved, is: plane) == "coordinate 1: the mean is too large")
    let tied = [x[column: 0], (x[column: 0] * 0.9) + (x[column: 1] * 0.435_89)]
      .stacked(alongAxis: 1)
    #expect(
      fault(tied, is: plane) == "each coordinate fits by itself, but not how they go together")
  }

  @Test("What cannot be compared is said") func unfit() {
    #expect(fault(samples(of: normal, 10), is: normal)?.hasPrefix("there are 10 samples") == true)
    #expect(
      fault(samples(of: normal, 100).reshaped(50, 2), is: normal)
        == "the shape is [50, 2], it should be [count] samples of 1 number")
    #expect(
      fault(samples(of: normal) / 0 * 0, is: normal) == "some samples are not a number (NaN)")
    let copies = samples(of: normal, 100).reshaped(1, 100).broadcast(to: [20, 100]).flattened()
    #expect(fault(copies, is: normal) == "the same values come again and again")
  }
}
