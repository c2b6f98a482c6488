// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Kernel density estimate") struct KernelDensityLaws {
  private func points(_ count: Int, _ size: Int, seed: UInt64) -> Tensor {
    var rng = PCG32(seed: seed)
    return .normal([count, size], using: &rng)
  }

  /// The definition, in Double and pair by pair.
  private func naive(_ x: Tensor, _ examples: Tensor, _ h: Double, skips: Bool = false) -> [Double]
  {
    let (size, count) = (x.shape[1], examples.shape[0])
    let (a, b) = (x.scalars.map(Double.init), examples.scalars.map(Double.init))
    return (0..<x.shape[0]).map { i in
      var sum = 0.0
      for k in 0..<count where !(skips && k == i) {
        let square = (0..<size).reduce(0) { $0 + pow(a[i * size + $1] - b[k * size + $1], 2) }
        sum += Foundation.exp(-square / (2 * h * h))
      }
      let normalizer =
        Double(skips ? count - 1 : count) * pow(h * (2 * .pi).squareRoot(), Double(size))
      return Foundation.log(sum / normalizer)
    }
  }

  @Test("The logarithm of the density is that of the mean of the bumps", arguments: [1, 2, 3, 11])
  func definition(_ size: Int) {
    let (x, examples) = (points(7, size, seed: 1), points(37, size, seed: 2))
    let actual = KernelDensity(examples, bandwidth: 0.7).logProb(x)
    expectClose(actual.scalars, naive(x, examples, 0.7), tolerance: 2e-6)
  }

  @Test("Far from all examples the density keeps its logarithm") func tails() {
    let estimate = KernelDensity(Tensor([[0], [1]]), bandwidth: 0.1)
    // Only the nearer example counts: log(1/2) − log(h √2π) − (40 − 1)² / 2h².
    let expected = -log(2.0) - log(0.1 * (2 * Double.pi).squareRoot()) - 39 * 39 / 0.02
    expectClose(estimate.logProb(Tensor([[40]])).scalars, [expected], tolerance: 1e-6)
  }

  @Test("The density on the line integrates to one") func integral() {
    let estimate = KernelDensity(points(9, 1, seed: 3), bandwidth: 0.3)
    let grid = Tensor.linspace(-8, 8, count: 1601).reshaped(1601, 1)
    let sum = estimate.logProb(grid).scalars.reduce(0) { $0 + Foundation.exp(Double($1)) } * 0.01
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test("Leaving one out, an example gives itself no density") func leaveOneOut() {
    let examples = points(21, 2, seed: 4)
    let actual = KernelDensity(examples, bandwidth: 0.5).leaveOneOutLogProb()
    expectClose(actual.scalars, naive(examples, examples, 0.5, skips: true), tolerance: 2e-6)
  }

  @Test("The gradient leads up the density") func gradient() {
    let (x, examples) = (points(5, 2, seed: 5), points(18, 2, seed: 6))
    let estimate = KernelDensity(examples, bandwidth: 0.6)
    let slope = Tensors.gradient(at: x) { estimate.logProb($0).sum() }
    for place in 0..<x.elementCount {
      let difference = [1e-3, -1e-3].map { step -> Double in
        var scalars = x.scalars.map(Double.init)
        scalars[place] += step
        let moved = Tensor(scalars.map(Float.init), shape: x.shape)
        // The steps are rounded with the coordinate; what counts is how far they really go.
        return naive(moved, examples, 0.6).reduce(0, +)
      }
      let step = Double(
        Float(Double(x.scalars[place]) + 1e-3) - Float(Double(x.scalars[place]) - 1e-3))
      expectClose([slope.scalars[place]], [(difference[0] - difference[1]) / step], tolerance: 1e-3)
    }
  }

  @Test("Samples have the examples' mean and their variance increased by the bandwidth's square")
  func samples() {
    var rng = PCG32(seed: 7)
    let drawn = KernelDensity(Tensor([[-1], [2]]), bandwidth: 0.5).sample(4000, using: &rng)
    #expect(abs(drawn.mean().scalar - 0.5) < 0.1)
    #expect(abs(drawn.variance().scalar - (2.25 + 0.25)) < 0.1)
  }

  @Test("The bits are the same for any number of threads") func threads() {
    let (x, examples) = (points(70, 2, seed: 8), points(50, 2, seed: 9))
    let estimate = KernelDensity(examples, bandwidth: 0.4)
    let alone = withThreads(1) { estimate.logProb(x) }
    #expect(alone == withThreads(3) { estimate.logProb(x) })
  }
}
