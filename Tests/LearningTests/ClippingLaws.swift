// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Gradient clipping") struct ClippingLaws {
  @Test("The global norm is that of all numbers together")
  func globalNorm() {
    #expect(Learning.globalNorm(of: [Tensor([2, 3]), Tensor([[6]])]) == 7)
    #expect(Learning.globalNorm(of: []) == 0)
  }

  @Test("The global norm agrees with a sum in double precision, at every length")
  func normOfLongVectors() {
    var rng = PCG32(seed: 3)
    for count in [0, 1, 15, 16, 17, 2047, 2048, 2065, 5000] {
      let x = Tensor.normal([count], using: &rng)
      let wanted = x.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(Double(Learning.globalNorm(of: [x])) - wanted) <= 1e-6 * wanted)
    }
  }

  @Test("Large numbers whose squares leave single precision have a finite norm")
  func largeNumbers() {
    #expect(abs(Learning.globalNorm(of: [Tensor([3e25, 4e25])]) / 5e25 - 1) < 1e-6)
  }

  @Test("One number that is not finite makes the norm so", arguments: [Float.nan, .infinity])
  func notFinite(_ number: Float) {
    for place in [0, 16, 18] {
      var scalars = [Float](repeating: 1, count: 19)
      scalars[place] = number
      #expect(!Learning.globalNorm(of: [Tensor(scalars)]).isFinite)
    }
  }

  @Test("Clipping by norm keeps directions and bounds the length")
  func byNorm() {
    var gradients = [Tensor([2, 3]), Tensor([6])]
    GradientClipping.norm(1.4).clip(&gradients)
    for (a, b) in zip(gradients.flatMap(\.scalars), [0.4, 0.6, 1.2] as [Float]) {
      #expect(abs(a - b) < 1e-6)
    }
  }

  @Test("A gradient within its bounds stays as it is, bit for bit")
  func within() {
    let before = [Tensor([2, 3]), Tensor([6])]
    for clipping in [GradientClipping.norm(7.1), .value(6)] {
      var gradients = before
      clipping.clip(&gradients)
      #expect(gradients == before)
    }
  }

  @Test("Clipping by value bounds each number alone")
  func byValue() {
    var gradients = [Tensor([-2, 0.5]), Tensor([6])]
    GradientClipping.value(1).clip(&gradients)
    #expect(gradients == [Tensor([-1, 0.5]), Tensor([1])])
  }

  @Test("Clipping leaves other tensors with the same memory alone")
  func sharedMemory() {
    let whole = Tensor([[3, 4], [1, 1]])
    var gradients = [whole[0]]
    GradientClipping.norm(1).clip(&gradients)
    #expect(whole == Tensor([[3, 4], [1, 1]]))
  }

  @Test("A step clips before it updates")
  func step() {
    let point = Point([3, 4])
    var optimizer = SGD(learningRate: 1)
    optimizer.step(point.parameters, clipping: .norm(1)) { (point.place * point.place).sum() / 2 }
    for (a, b) in zip(point.place.scalars, [2.4, 3.2] as [Float]) { #expect(abs(a - b) < 1e-6) }
  }
}
