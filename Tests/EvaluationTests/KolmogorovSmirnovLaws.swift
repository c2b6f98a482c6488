// SPDX-License-Identifier: MIT

import Distributions
import Evaluation
import Tensors
import Testing

@Suite("Kolmogorov–Smirnov test") struct KolmogorovSmirnovLaws {
  private let sample = Tensor([
    -1.3, -0.2, 0.1, 0.4, 0.9, 1.7, -0.7, 0.05, 2.2, -1.9, 0.6, -0.45,
  ])
  private let normal = Normal(mean: 0, standardDeviation: 1)

  @Test("Distance and probability are SciPy's") func reference() {
    // SciPy 1.17.1, kstest with the exact distribution of few numbers.
    let near = kolmogorovSmirnov(sample, cdf: normal.cdf)
    #expect(abs(near.statistic - 0.122_101_2) < 1e-6)
    #expect(abs(near.pValue - 0.984_256) < 0.01)
    let far = kolmogorovSmirnov(sample + 0.8, cdf: normal.cdf)
    #expect(abs(far.statistic - 0.392_413_5) < 1e-6)
    #expect(abs(far.pValue - 0.035_516) < 1e-3)
    let powers = (0..<500).map { index in
      let fraction = Double(index) * 0.618_033_988_749_894_9
      return Float(pow(fraction - Double(Int(fraction)), 1.15))
    }
    let skewed = kolmogorovSmirnov(Tensor(powers)) { $0 }
    #expect(abs(skewed.statistic - 0.053_859_3) < 1e-5)
    #expect(abs(skewed.pValue - 0.105_998) < 1e-3)
  }

  @Test("The order of the numbers does not matter") func order() {
    let turned = sample.gathered((0..<12).reversed())
    #expect(
      kolmogorovSmirnov(turned, cdf: normal.cdf) == kolmogorovSmirnov(sample, cdf: normal.cdf))
  }

  @Test("Two samples: the greatest gap between their functions, also where numbers repeat")
  func twoSamples() {
    let apart = kolmogorovSmirnov(Tensor([4, 1, 3, 2]), Tensor([3.5, 2.5, 4.5]))
    #expect(apart.statistic == 0.5)
    #expect(kolmogorovSmirnov(Tensor([3.5, 2.5, 4.5]), Tensor([4, 1, 3, 2])) == apart)
    let tied = kolmogorovSmirnov(Tensor([0, 0, 1]), Tensor([0, 1, 1]))
    #expect(abs(tied.statistic - 1 / 3) < 1e-6)
    #expect(kolmogorovSmirnov(sample, sample).pValue == 1)
  }

  @Test("Quantiles in equal steps lie half a step away and are as probable as can be")
  func quantiles() {
    let grid = Normal.standard(1).quantileGrid(100).flattened()
    let result = kolmogorovSmirnov(grid, cdf: normal.cdf)
    #expect(abs(result.statistic - 0.005) < 1e-6)
    #expect(result.pValue == 1)
  }

  @Test("Under the law the probability is uniform, and another law is found out") func power() {
    var rng = PCG32(seed: 5)
    let pValues = (0..<400).map { _ in
      kolmogorovSmirnov(.normal([60], using: &rng), cdf: normal.cdf).pValue
    }
    #expect(kolmogorovSmirnov(Tensor(pValues.map { Float($0) })) { $0 }.pValue > 0.001)
    let wide = Tensor.normal([500], using: &rng) * 1.5
    #expect(kolmogorovSmirnov(wide, cdf: normal.cdf).pValue < 0.001)
  }
}
