// SPDX-License-Identifier: MIT

import Models
import Tensors

extension Workload {
  /// Density models without gradients: mixtures of Gaussians, one round of EM a step, and a kernel estimate.
  static let densities: [Workload] = [
    mixture("gmm_em_diag", .diagonal, parameterCount: 1289),
    mixture("gmm_em_full", .full, parameterCount: 21_449),
    Workload(name: "kde", batchSize: 10_000, parameterCount: 0) {
      var rng = PCG32(seed: 0)
      let examples = Tensor.normal([10_000, 2], using: &rng)
      let points = Tensor.normal([10_000, 2], using: &rng)
      let estimate = KernelDensity(examples, bandwidth: 0.2)
      return Prepared(parameterCount: 0) { -estimate.logProb(points).mean().scalar }
    },
  ]

  private static func mixture(
    _ name: String, _ covariance: GaussianMixture.CovarianceKind, parameterCount: Int
  ) -> Workload {
    Workload(name: name, batchSize: 10_000, parameterCount: parameterCount) {
      var rng = PCG32(seed: 0)
      let centers = Tensor.normal([10, 64], using: &rng)
      let clusters = (0..<10_000).map { _ in Int.random(in: 0..<10, using: &rng) }
      let x = centers.gathered(clusters) + Tensor.normal([10_000, 64], using: &rng)
      var model = GaussianMixture(
        fitting: x, componentCount: 10, covariance: covariance, iterations: 0, using: &rng)
      return Prepared(parameterCount: model.parameterCount) {
        -model.expectationMaximization(on: x)
      }
    }
  }
}
