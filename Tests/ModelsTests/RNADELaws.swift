// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Neural autoregressive estimator of real vectors") struct RNADELaws {
  private func model(_ size: Int) -> RNADE {
    var rng = PCG32(seed: 4)
    return RNADE(size: size, hiddenSize: 6, componentCount: 3, using: &rng)
  }

  /// The definition, in Double.
  private func naive(_ model: RNADE, _ x: [Double]) -> Double {
    let (w, c) = (model.inputWeight.scalars, model.hiddenBias.scalars)
    let (v, b) = (model.outputWeight.scalars, model.bias.scalars)
    let (d, k) = (model.hiddenSize, model.componentCount)
    return x.indices.reduce(0) { sum, i in
      let h = (0..<d).map { unit in
        1
          / (1
            + Foundation.exp(
              -(0..<i).reduce(Double(c[unit])) { $0 + x[$1] * Double(w[$1 * d + unit]) }))
      }
      let outputs = (0..<3 * k).map { o in
        (0..<d).reduce(Double(b[i * 3 * k + o])) {
          $0 + h[$1] * Double(v[(i * d + $1) * 3 * k + o])
        }
      }
      let total = outputs[..<k].reduce(0) { $0 + Foundation.exp($1) }
      let density = (0..<k).reduce(0.0) { density, j in
        let (mean, deviation) = (outputs[k + j], Foundation.exp(outputs[2 * k + j]))
        let distance = (x[i] - mean) / deviation
        return density + Foundation.exp(outputs[j] - distance * distance / 2) / total
          / (deviation * (2 * Double.pi).squareRoot())
      }
      return sum + Foundation.log(density)
    }
  }

  @Test("Densities are those of the definition") func definition() {
    var rng = PCG32(seed: 1)
    let (model, x) = (model(4), Tensor.normal([5, 4], using: &rng))
    let expected = (0..<5).map { naive(model, x[$0].scalars.map(Double.init)) }
    expectClose(model.logProb(x).scalars, expected, tolerance: 1e-5)
  }

  @Test("The density of a pair integrates to one") func integral() {
    let model = model(2)
    let axis = (0..<160).map { -12 + 24 * (Float($0) + 0.5) / 160 }
    let points = Tensor(axis.flatMap { x in axis.map { [x, $0] } })
    let cell = Float(24 * 24) / Float(160 * 160)
    #expect(abs(exp(model.logProb(points)).sum().scalar * cell - 1) < 1e-3)
  }

  @Test("One conditional is that among all") func conditional() {
    var rng = PCG32(seed: 2)
    let (model, x) = (model(3), Tensor.normal([5, 3], using: &rng))
    let all = model.conditionals(given: x).logProb(x.expanded(atAxis: 2))
    for place in 0..<3 {
      let one = model.conditional(at: place, given: x)
        .logProb(x.sliced(place..<place + 1, alongAxis: 1))
      expectClose(one.scalars, all[column: place].scalars.map(Double.init), tolerance: 1e-5)
    }
  }

  @Test("Samples have the mean and the variance of the mixture") func samples() {
    let model = model(2)
    var rng = PCG32(seed: 3)
    let x = model.sample(4000, using: &rng)
    #expect(x.shape == [4000, 2])
    let first = model.conditional(at: 0, given: .zeros([1, 2]))
    let (mean, variance) = (first.mean.scalar, first.variance.scalar)
    #expect(abs(x[column: 0].mean().scalar - mean) < 4 * (variance / 4000).squareRoot())
    // The second place by the law of total expectation.
    let means = model.conditional(at: 1, given: x).mean.flattened()
    let rest = x[column: 1] - means
    #expect(abs(rest.mean().scalar) < 4 * (rest.variance().scalar / 4000).squareRoot())
  }

  @Test("Gradients reach every parameter but the first place's weights") func gradients() {
    var rng = PCG32(seed: 5)
    let (model, x) = (model(3), Tensor.normal([8, 3], using: &rng))
    let (_, gradients) = valueWithGradients(at: model.parameters) { model.loss(on: x, using: &rng) }
    for gradient in gradients { #expect(abs(gradient).sum().scalar > 0) }
    #expect(gradients[0][2] == .zeros([6]))
  }
}
