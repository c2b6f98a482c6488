// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Tensors
import Testing

@Suite("Minibatch discrimination") struct MinibatchDiscriminationLaws {
  @Test("Next to each example stands its closeness to the others")
  func formula() {
    var rng = PCG32(seed: 1)
    let layer = MinibatchDiscrimination(3, kernelCount: 2, kernelSize: 4, using: &rng)
    let x = Tensor.normal([5, 3], using: &rng)
    let y = layer(x)
    #expect(y.shape == [5, 5] && layer.parameterCount == 3 * 8)
    let rows = matmul(x, layer.weight).reshaped(5, 2, 4)
    for i in 0..<5 {
      for k in 0..<2 {
        let sum = (0..<5).filter { $0 != i }.reduce(0.0) { sum, j in
          sum + exp(-Double(abs(rows[i, k] - rows[j, k]).sum().scalar))
        }
        #expect(abs(Double(y[i].scalars[3 + k]) - sum) < 1e-5)
      }
      #expect(Array(y[i].scalars[..<3]) == x[i].scalars)
    }
  }

  @Test("Equal examples are as close as can be, and an example alone has no company")
  func extremes() {
    var rng = PCG32(seed: 1)
    let layer = MinibatchDiscrimination(2, kernelCount: 3, kernelSize: 2, using: &rng)
    let same = layer(Tensor([[1, 2]]).broadcast(to: [4, 2]))
    #expect(same.sliced(2..<5, alongAxis: 1).scalars.allSatisfy { abs($0 - 3) < 1e-5 })
    let alone = layer(Tensor([[1, 2]]))
    #expect(alone.sliced(2..<5, alongAxis: 1).scalars.allSatisfy { abs($0) < 1e-6 })
  }

  @Test("The gradient is that of differences")
  func gradients() {
    var rng = PCG32(seed: 2)
    let layer = MinibatchDiscrimination(2, kernelCount: 2, kernelSize: 2, using: &rng)
    let x = Tensor.normal([3, 2], using: &rng)
    let weights = Tensor.normal([3, 4], using: &rng)
    let value = { (x: Tensor) in (layer(x) * weights).sum() }
    let slope = gradient(at: x) { value($0) }
    for index in 0..<6 {
      let nudge = Tensor((0..<6).map { $0 == index ? Float(1e-2) : 0 }).reshaped(3, 2)
      let difference = (value(x + nudge) - value(x - nudge)).scalar / 2e-2
      #expect(abs(slope.scalars[index] - difference) < 2e-3)
    }
  }
}
