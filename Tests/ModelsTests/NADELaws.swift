// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Models
import Tensors
import Testing

@Suite("Neural autoregressive estimator") struct NADELaws {
  /// A model whose weights are large enough for its conditionals to differ.
  private func model(_ size: Int, _ hiddenSize: Int, seed: UInt64 = 1) -> NADE {
    var rng = PCG32(seed: seed)
    let nade = NADE(size: size, hiddenSize: hiddenSize, using: &rng)
    nade.inputWeight = .normal([size, hiddenSize], using: &rng)
    nade.outputWeight = .normal([size, hiddenSize], using: &rng)
    nade.bias = .normal([size], using: &rng)
    nade.hiddenBias = .normal([hiddenSize], using: &rng)
    return nade
  }

  /// The definition, in Double: each hidden layer from all inputs before it.
  private func naive(_ parameters: [[Double]], _ x: Tensor, _ hidden: Int) -> [Double] {
    let (w, v, b, c) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let size = b.count
    return (0..<x.shape[0]).flatMap { row -> [Double] in
      let values = x[row].scalars.map(Double.init)
      return (0..<size).map { i in
        b[i]
          + (0..<hidden).reduce(0) { sum, j in
            let a = (0..<i).reduce(c[j]) { $0 + values[$1] * w[$1 * hidden + j] }
            return sum + v[i * hidden + j] / (1 + Foundation.exp(-a))
          }
      }
    }
  }

  private func parameters(_ nade: NADE) -> [Tensor] {
    nade.parameters.map(\.parameter.wrappedValue)
  }

  @Test(
    "Logits are those of the definition",
    arguments: [(8, 5, 3), (9, 16, 8), (5, 33, 9), (12, 70, 13), (1, 1, 1)])
  func definition(_ size: Int, _ hidden: Int, _ batch: Int) {
    let (nade, x) = (model(size, hidden), randomBits([batch, size], seed: 2))
    let expected = naive(parameters(nade).map { $0.scalars.map(Double.init) }, x, hidden)
    expectClose(nade.logits(given: x).scalars, expected, tolerance: 1e-5)
  }

  @Test("Values between zero and one count with their size") func realValues() {
    var rng = PCG32(seed: 3)
    let (nade, x) = (model(6, 7), Tensor.uniform([3, 6], using: &rng))
    let expected = naive(parameters(nade).map { $0.scalars.map(Double.init) }, x, 7)
    expectClose(nade.logits(given: x).scalars, expected, tolerance: 1e-5)
  }

  @Test("The probabilities of all vectors add up to one") func normalization() {
    let probabilities = model(8, 6).logProb(allBinaryVectors(8)).scalars
    let sum = probabilities.reduce(0) { $0 + Foundation.exp(Double($1)) }
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test(
    "Gradients are the central differences of the definition",
    arguments: [(5, 3, 2), (4, 34, 5)])
  func gradients(_ size: Int, _ hidden: Int, _ batch: Int) {
    let (nade, x) = (model(size, hidden), randomBits([batch, size], seed: 4))
    var rng = PCG32(seed: 5)
    let weights = Tensor.normal([batch, size], using: &rng)
    let (_, gradients) = valueWithGradients(at: nade.parameters) {
      (nade.logits(given: x) * weights).sum()
    }
    let values = parameters(nade).map { $0.scalars.map(Double.init) }
    let sum = { (values: [[Double]]) in
      zip(naive(values, x, hidden), weights.scalars).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    for (index, gradient) in gradients.enumerated() {
      for place in values[index].indices {
        var (higher, lower) = (values, values)
        higher[index][place] += 1e-5
        lower[index][place] -= 1e-5
        expectClose(
          [gradient.scalars[place]], [(sum(higher) - sum(lower)) / 2e-5], tolerance: 2e-5)
      }
    }
  }

  @Test("The gradient of a gradient is that of the composed operations") func secondOrder() {
    let (nade, x) = (model(4, 3), randomBits([2, 4], seed: 6))
    let direction = Tensor.ones([4, 3])
    // ∂/∂V of the derivative along W, against the difference of gradients at W ± step.
    let second = valueWithGradients(at: [nade.$inputWeight, nade.$outputWeight]) {
      let slope = valueWithGradients(at: [nade.$inputWeight]) { nade.logProb(x).sum() }.gradients[0]
      return (slope * direction).sum()
    }.gradients[1]
    let middle = nade.inputWeight
    let around = [1e-2, -1e-2].map { (step: Float) -> Tensor in
      nade.inputWeight = middle + step * direction
      return valueWithGradients(at: [nade.$outputWeight]) { nade.logProb(x).sum() }.gradients[0]
    }
    let expected = (around[0] - around[1]) / 2e-2
    expectClose(second.scalars, expected.scalars.map(Double.init), tolerance: 2e-3)
  }

  @Test("A vector's gradient flows where vectors are differentiated") func inputGradient() {
    let nade = model(4, 3)
    var rng = PCG32(seed: 8)
    let x = Tensor.uniform([1, 4], using: &rng)
    let slope = gradient(at: x) { nade.logits(given: $0).sum() }
    let values = parameters(nade).map { $0.scalars.map(Double.init) }
    for place in 0..<4 {
      let around = [0.01, -0.01].map { (step: Float) -> Double in
        var scalars = x.scalars
        scalars[place] += step
        return naive(values, Tensor(scalars, shape: [1, 4]), 3).reduce(0, +)
      }
      expectClose([slope.scalars[place]], [(around[0] - around[1]) / 0.02], tolerance: 1e-3)
    }
  }

  @Test("A logit does not depend on its own pixel or on later ones") func order() {
    let nade = model(6, 5)
    let jacobian = jacobian(at: Tensor.full([1, 6], 0.5)) { nade.logits(given: $0) }
    let matrix = jacobian.reshaped(6, 6)
    for i in 0..<6 {
      for j in i..<6 { #expect(matrix[i, j].scalar == 0) }
    }
  }

  @Test("The bits are the same for any number of threads") func threads() {
    let (nade, x) = (model(7, 70), randomBits([21, 7], seed: 9))
    let results = [1, 3].map { count in
      withThreads(count) {
        valueWithGradients(at: nade.parameters) { nade.logProb(x).sum() }
      }
    }
    #expect(results[0].value == results[1].value)
    #expect(results[0].gradients == results[1].gradients)
  }

  @Test("Samples have the model's mean in each place") func samples() {
    let nade = model(4, 3)
    let all = allBinaryVectors(4)
    let probabilities = exp(nade.logProb(all))
    let expected = matmul(probabilities, all)
    var rng = PCG32(seed: 10)
    let mean = nade.sample(3000, using: &rng).mean(alongAxis: 0)
    expectClose(mean.scalars, expected.scalars.map(Double.init), tolerance: 0.03)
  }

  @Test("The digits' model has the parameters of the paper") func parameterCount() {
    var rng = PCG32(seed: 0)
    #expect(NADE(using: &rng).parameterCount == 785_284)
  }
}
