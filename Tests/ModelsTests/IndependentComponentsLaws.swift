// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

@Suite("Independent component analysis") struct IndependentComponentsLaws {
  private let mixing = Tensor([[2, 1], [-0.5, 1.5]])

  @Test("Two Laplace sources are found, up to order and sign") func recovery() {
    var rng = PCG32(seed: 4)
    let truth = IndependentComponents(mean: Tensor([1, -2]), mixing: mixing)
    let found = IndependentComponents(fitting: truth.sample(4000, using: &rng), using: &rng)
    #expect(found.amariIndex(to: mixing) < 0.05)
    expectClose(found.mean.scalars, [1, -2], tolerance: 0.1)
    // Both models agree on the density, which knows no order and no sign.
    let points = truth.sample(200, using: &rng)
    let gap = (found.logProb(points) - truth.logProb(points)).mean().scalar
    #expect(abs(gap) < 0.05)
  }

  @Test("Sources of the examples are uncorrelated, with variance one") func white() {
    var rng = PCG32(seed: 5)
    let truth = IndependentComponents(mean: Tensor([0, 0]), mixing: mixing)
    let x = truth.sample(500, using: &rng)
    let found = IndependentComponents(fitting: x, using: &rng)
    let s = found.encode(x)
    expectClose((matmul(s.transposed(), s) / 500).scalars, [1, 0, 0, 1], tolerance: 1e-4)
    expectClose(found.decode(s).scalars, x.scalars.map(Double.init), tolerance: 1e-4)
  }

  @Test("The density is the sources' times |det A⁻¹|, and integrates to one") func density() {
    let model = IndependentComponents(mean: Tensor([0.5, 0]), mixing: mixing)
    // By hand at the mean: two Laplace densities 1/√2 at their peak, over the determinant 3.5.
    expectClose(
      [model.logProb(Tensor([[0.5, 0]])).scalar], [log(0.5) - log(3.5)], tolerance: 1e-6)
    let axis = (0..<200).map { Float($0) * 0.2 - 19.9 }
    let grid = Tensor(axis.flatMap { a in axis.map { [a + 0.5, $0] } })
    let sum = model.logProb(grid).scalars.reduce(0) { $0 + Foundation.exp(Double($1)) }
    #expect(abs(sum * 0.2 * 0.2 - 1) < 5e-3)
  }

  @Test("Order, sign and scale of the sources do not count for Amari's index") func index() {
    let model = IndependentComponents(mean: .zeros([2]), mixing: mixing)
    expectClose([model.amariIndex(to: mixing)], [0], tolerance: 1e-6)
    let swapped = matmul(mixing, Tensor([[0, -3], [0.5, 0]]))
    expectClose([model.amariIndex(to: swapped)], [0], tolerance: 1e-6)
    // |A⁻¹ A′| = [[1, ½], [0, 1]]: excesses ½ and 0 in rows and columns, two rows and two columns.
    let sheared = matmul(mixing, Tensor([[1, 0.5], [0, 1]]))
    expectClose([model.amariIndex(to: sheared)], [0.25], tolerance: 1e-6)
  }

  @Test("The same seed gives the same bits") func seeds() {
    let found = (0..<2).map { _ in
      var rng = PCG32(seed: 8)
      let x = Laplace(mean: .zeros([3]), scale: .ones([3])).sample([400], using: &rng)
      return IndependentComponents(fitting: x, using: &rng)
    }
    #expect(found[0].mixing == found[1].mixing)
  }
}
