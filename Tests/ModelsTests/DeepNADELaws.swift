// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Autoregressive models of any order") struct DeepNADELaws {
  private func model(_ size: Int) -> DeepNADE {
    var rng = PCG32(seed: 5)
    return DeepNADE(size: size, hiddenSizes: [7, 6], using: &rng).randomized(using: &rng)
  }

  private let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  @Test("Logits are those of the network with what came before shown") func definition() {
    let (model, x) = (model(4).inOrder([2, 0, 3, 1]), randomBits([6, 4], seed: 2))
    let logits = model.logits(given: x)
    for (step, place) in model.order.enumerated() {
      let seen = Tensor((0..<4).map { model.order[..<step].contains($0) ? 1 : 0 })
      let expected = model.network([x * seen, (0 * x) + seen].concatenated(alongAxis: 1))
      expectClose(
        logits[column: place].scalars, expected[column: place].scalars.map(Double.init),
        tolerance: 1e-5)
    }
  }

  @Test("The loss is on average that over all orders") func unbiased() {
    let (model, x) = (model(3), randomBits([4, 3], seed: 3))
    let overOrders = orders.map { -model.inOrder($0).logProb(x).mean().scalar }
    // A number of seen places from 0 to 2, each equally likely, and then any set of that size.
    let losses = (0...2).map { seen -> Double in
      let masks = (0..<8).filter { $0.nonzeroBitCount == seen }.map { set -> Double in
        let mask = Tensor((0..<3).map { Float(set >> $0 & 1) }) + 0 * x
        return Double(model.loss(on: x, where: mask).scalar)
      }
      return masks.reduce(0, +) / Double(masks.count)
    }
    expectClose([overOrders.reduce(0, +) / 6], [losses.reduce(0, +) / 3], tolerance: 1e-5)
  }

  @Test("Masks show every number of places but all equally often") func masks() {
    var rng = PCG32(seed: 7)
    let masks = model(5).masks(4000, using: &rng)
    let seen = masks.sum(alongAxis: 1).scalars
    for count in 0..<5 {
      let share = Double(seen.count { $0 == Float(count) }) / 4000
      #expect(abs(share - 0.2) < 4 * sqrt(0.2 * 0.8 / 4000))
    }
    for mean in masks.mean(alongAxis: 0).scalars {
      #expect(abs(mean - 0.4) < 4 * Float(sqrt(0.24 / 4000)))
    }
  }

  @Test("Gradients of the loss reach every parameter") func gradients() {
    var rng = PCG32(seed: 9)
    let (model, x) = (model(5), randomBits([8, 5], seed: 4))
    let (_, gradients) = valueWithGradients(at: model.parameters) { model.loss(on: x, using: &rng) }
    for gradient in gradients { #expect(abs(gradient).sum().scalar > 0) }
  }

  @Test("An ensemble is the mixture of its members") func mixture() {
    let (model, x) = (model(3), allBinaryVectors(3))
    let ensemble = EoNADE(model, orders: orders)
    let members = orders.map { exp(model.inOrder($0).logProb(x)) }
    let expected = members.stacked().mean(alongAxis: 0).scalars.map(Double.init)
    expectClose(exp(ensemble.logProb(x)).scalars, expected, tolerance: 1e-5)
    #expect(abs(expected.reduce(0, +) - 1) < 1e-5)
    let mean = ensemble.memberLogProbs(x).mean(alongAxis: 0)
    for gain in (ensemble.logProb(x) - mean).scalars { #expect(gain > -1e-5) }
  }

  @Test("Samples of an ensemble have the mixture's mean in each place") func ensembleSamples() {
    let ensemble = EoNADE(model(3), orders: Array(orders[..<3]))
    let x = allBinaryVectors(3)
    let expected = matmul(exp(ensemble.logProb(x)), x).scalars
    var rng = PCG32(seed: 10)
    let mean = ensemble.sample(3000, using: &rng).mean(alongAxis: 0).scalars
    for (mean, p) in zip(mean, expected) { #expect(abs(mean - p) < 4 * sqrt(p * (1 - p) / 3000)) }
  }
}
