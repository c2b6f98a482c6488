// SPDX-License-Identifier: MIT

import Evaluation
import Tensors
import Testing

@Suite("Fréchet distance") struct FrechetDistanceLaws {
  private let identity = Tensor.identity(6)

  @Test("Gaussians that differ only in the mean are as far apart as the means") func means() {
    let mean = Tensor([1, -2, 0.5, 0, 3, 1])
    let distance = frechetDistance((Tensor.zeros([6]), identity), (mean, identity))
    #expect(abs(distance - 15.25) < 1e-3)
  }

  @Test("Doubling every standard deviation costs one per coordinate") func scales() {
    let zero = Tensor.zeros([6])
    #expect(abs(frechetDistance((zero, identity), (zero, identity * 4)) - 6) < 1e-3)
  }

  @Test("Commuting covariances differ by their standard deviations") func diagonal() {
    let zero = Tensor.zeros([2])
    let first = Tensor([[4, 0], [0, 9]])
    let second = Tensor([[1, 0], [0, 25]])
    #expect(abs(frechetDistance((zero, first), (zero, second)) - (1 + 4)) < 1e-3)
  }

  @Test("A set is at distance 0 from itself, and the distance is symmetric") func symmetric() {
    var rng = PCG32(seed: 3)
    let first = Tensor.normal([300, 5], using: &rng)
    let second = Tensor.normal([200, 5], using: &rng) * 1.5 + 1
    #expect(frechetDistance(first, first) < 1e-3)
    let (forth, back) = (frechetDistance(first, second), frechetDistance(second, first))
    #expect(abs(forth - back) < 1e-3 * forth)
  }
}
