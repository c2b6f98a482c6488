// SPDX-License-Identifier: MIT

public import Distributions
import Tensors

extension Normal {
  /// The product of normal densities, normalised: precisions add, and means are weighted by them.
  ///
  /// `1/σ² = Σᵢ 1/σᵢ²`, `μ = σ² Σᵢ μᵢ/σᵢ²`
  ///
  /// - Shapes: parameters that fit each other → the same.
  /// - Requires: One density or more.
  /// - Paper: Hinton (2002), *Training Products of Experts by Minimizing Contrastive Divergence*.
  public static func product(of experts: [Normal]) -> Normal {
    guard let first = experts.first else { fail("Normal.product: there is no expert") }
    var precision = 1 / first.variance
    var weightedMean = first.mean / first.variance
    for expert in experts.dropFirst() {
      precision = precision + 1 / expert.variance
      weightedMean = weightedMean + expert.mean / expert.variance
    }
    return Normal(mean: weightedMean / precision, standardDeviation: pow(precision, -0.5))
  }

  /// Normal distributions whose parameters are the two halves of a network's outputs: means and log-variances.
  ///
  /// - Shapes: `outputs` `[batch, 2 · size]`.
  init(halvesOf outputs: Tensor) {
    let halves = outputs.split(into: 2, alongAxis: 1)
    self.init(mean: halves[0], standardDeviation: exp(halves[1] / 2))
  }
}
