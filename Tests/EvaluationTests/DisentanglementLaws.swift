// SPDX-License-Identifier: MIT

import Evaluation
import Tensors
import Testing

@Suite("Disentanglement") struct DisentanglementLaws {
  /// All points of a grid of two factors with six values each.
  private let factors = Tensor(
    (0..<36).map { [Float($0 / 6) / 5, Float($0 % 6) / 5] })

  @Test("Codes that are the factors themselves score 1, in any units")
  func pure() {
    var rng = PCG32(seed: 1)
    let codes = factors * Tensor([100, -0.01])
    #expect(disentanglementScore(codes: codes, factors: factors, using: &rng) > 0.99)
  }

  @Test("Codes turned by 45° leave the classifier nothing but chance")
  func turned() {
    var rng = PCG32(seed: 1)
    let (first, second) = (factors[column: 0], factors[column: 1])
    let codes = [first + second, first - second].stacked(alongAxis: 1)
    let score = disentanglementScore(codes: codes, factors: factors, using: &rng)
    #expect((0.4...0.6).contains(score))
  }

  @Test("Codes without the factors score as chance does")
  func noise() {
    var rng = PCG32(seed: 1)
    let codes = Tensor.normal([36, 3], using: &rng)
    let score = disentanglementScore(codes: codes, factors: factors, using: &rng)
    #expect((0.35...0.75).contains(score))
  }
}

@Suite("Rank correlation") struct RankCorrelationLaws {
  @Test("It is 1 for what grows together, −1 for what falls, and 0 for a constant")
  func monotone() {
    let x = Tensor([3, -1, 0.5, 8])
    #expect(spearmanCorrelation(x, exp(x)) == 1)
    #expect(spearmanCorrelation(x, -x * x * x) == -1)
    #expect(spearmanCorrelation(x, Tensor([2, 2, 2, 2])) == 0)
  }

  @Test("Numbers with ties agree with SciPy's spearmanr")
  func reference() {
    // scipy.stats.spearmanr([1, 2, 2, 3, 5, 5, 5, 8], [2, 1, 4, 4, 3, 7, 7, 6]).statistic
    let x = Tensor([1, 2, 2, 3, 5, 5, 5, 8])
    let y = Tensor([2, 1, 4, 4, 3, 7, 7, 6])
    #expect(abs(spearmanCorrelation(x, y) - 0.689560715) < 1e-6)
  }
}
