// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Models
import Tensors
import Testing

@Suite("Restricted Boltzmann machine") struct RBMLaws {
  private func machine() -> RBM { randomRBM(4, 3) }

  /// `−vᵀWh − bᵀv − cᵀh` in Double, term by term.
  private func energy(_ machine: RBM, _ v: [Float], _ h: [Float]) -> Double {
    var sum = 0.0
    for (i, vi) in v.enumerated() {
      sum -= Double(machine.visibleBias[i].scalar * vi)
      for (j, hj) in h.enumerated() { sum -= Double(machine.weight[i, j].scalar * vi * hj) }
    }
    for (j, hj) in h.enumerated() { sum -= Double(machine.hiddenBias[j].scalar * hj) }
    return sum
  }

  private func rows(_ x: Tensor) -> [[Float]] { (0..<x.shape[0]).map { x[$0].scalars } }

  @Test("The energy is that of the definition") func definition() {
    let machine = machine()
    let (v, h) = (randomBits([5, 4], seed: 2), randomBits([5, 3], seed: 3))
    let expected = zip(rows(v), rows(h)).map { energy(machine, $0, $1) }
    expectClose(machine.energy(v, h).scalars, expected, tolerance: 1e-6)
  }

  @Test("The free energy sums over all hidden vectors") func freeEnergy() {
    let machine = machine()
    let (visible, hidden) = (allBinaryVectors(4), rows(allBinaryVectors(3)))
    let expected = rows(visible).map { v in
      -Foundation.log(hidden.reduce(0) { $0 + Foundation.exp(-energy(machine, v, $1)) })
    }
    expectClose(machine.freeEnergy(visible).scalars, expected, tolerance: 2e-6)
  }

  @Test("The conditionals are those of the joint distribution") func conditionals() {
    let machine = machine()
    let (visible, hidden) = (rows(allBinaryVectors(4)), rows(allBinaryVectors(3)))
    let hiddenExpected = visible.flatMap { v -> [Double] in
      let weights = hidden.map { Foundation.exp(-energy(machine, v, $0)) }
      return (0..<3).map { j in
        zip(hidden, weights).reduce(0) { $0 + Double($1.0[j]) * $1.1 } / weights.reduce(0, +)
      }
    }
    let given = machine.hiddenProbabilities(given: allBinaryVectors(4))
    expectClose(given.scalars, hiddenExpected, tolerance: 1e-6)
    let visibleExpected = hidden.flatMap { h -> [Double] in
      let weights = visible.map { Foundation.exp(-energy(machine, $0, h)) }
      return (0..<4).map { i in
        zip(visible, weights).reduce(0) { $0 + Double($1.0[i]) * $1.1 } / weights.reduce(0, +)
      }
    }
    let back = machine.visibleProbabilities(given: allBinaryVectors(3))
    expectClose(back.scalars, visibleExpected, tolerance: 1e-6)
  }

  @Test("Block Gibbs sampling keeps the distribution") func stationary() {
    let machine = machine()
    let (visible, hidden) = (allBinaryVectors(4), allBinaryVectors(3))
    // Probabilities of a whole layer, as products of the units' own.
    let layer = { (p: Tensor, units: Tensor) in
      exp(matmul(log(p), units.transposed()) + matmul(log(1 - p), (1 - units).transposed()))
    }
    let up = layer(machine.hiddenProbabilities(given: visible), hidden)
    let down = layer(machine.visibleProbabilities(given: hidden), visible)
    let p = (-machine.freeEnergy(visible)).softmax(alongAxis: 0)
    let after = matmul(matmul(p, up), down)
    expectClose(after.scalars, p.scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("Chains that rest begin where they are, and a copy goes its own way") func chains() {
    let machine = machine()
    var rng = PCG32(seed: 13)
    var chains = RBM.Chains(from: randomBits([5, 4], seed: 14), in: machine)
    let copy = chains
    chains.advance(machine, steps: 0, using: &rng)
    #expect(chains.visible == copy.visible)
    chains.advance(machine, steps: 20, using: &rng)
    #expect(chains.visible != copy.visible)
    #expect(chains.count == 5)
    let given = machine.hiddenProbabilities(given: chains.visible)
    #expect(chains.hiddenProbabilities == given)
  }

  @Test("Gibbs steps are those of the chains, and no steps change nothing") func gibbs() {
    let machine = machine()
    let v = randomBits([6, 4], seed: 15)
    var (rng, same) = (PCG32(seed: 16), PCG32(seed: 16))
    var chains = RBM.Chains(from: v, in: machine)
    chains.advance(machine, steps: 3, using: &rng)
    #expect(machine.gibbs(from: v, steps: 3, using: &same) == chains.visible)
    #expect(machine.gibbs(from: v, steps: 0, using: &rng) == v)
  }

  @Test("Samples have the means of the exact distribution") func sampling() {
    let machine = machine()
    var rng = PCG32(seed: 17)
    let count = 20_000
    let means = machine.sample(count, steps: 60, using: &rng).mean(alongAxis: 0).scalars
    let exact = ExactRBM(machine)
    for i in 0..<4 {
      let p = exact.visible.expectation(of: exact.visibleStates.map { $0[i] })
      // Four standard errors of independent chains.
      #expect(abs(Double(means[i]) - p) < 4 * (p * (1 - p) / Double(count)).squareRoot())
    }
  }

  @Test("The reconstruction error is the mean squared distance from p(v | h)") func error() {
    let machine = machine()
    let v = randomBits([6, 4], seed: 18)
    var (rng, same) = (PCG32(seed: 19), PCG32(seed: 19))
    let h = Tensor.bernoulli(probabilities: machine.hiddenProbabilities(given: v), using: &same)
    let distance = pow(v - machine.visibleProbabilities(given: h), 2).sum(alongAxis: 1).mean()
    #expect(abs(machine.reconstructionError(of: v, using: &rng) - distance.scalar) < 1e-6)
  }

  @Test("The gradient of the free energy is minus the hidden probabilities times the units")
  func freeEnergyGradient() {
    let machine = machine()
    let v = randomBits([6, 4], seed: 20)
    let (_, gradients) = valueWithGradients(at: machine.parameters) {
      machine.freeEnergy(v).mean()
    }
    let hidden = machine.hiddenProbabilities(given: v)
    let expected = matmul(v.transposed(), hidden) / -6
    expectClose(gradients[0].scalars, expected.scalars.map(Double.init), tolerance: 1e-6)
    expectClose(
      gradients[2].scalars, (-hidden.mean(alongAxis: 0)).scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("A machine has a parameter for each connection and each unit") func count() {
    #expect(randomRBM(4, 3).parameterCount == 4 * 3 + 4 + 3)
  }
}

/// A machine with random connections and biases that are not small.
func randomRBM(_ visible: Int, _ hidden: Int, scale: Float = 1, seed: UInt64 = 1) -> RBM {
  var rng = PCG32(seed: seed)
  let machine = RBM(visibleSize: visible, hiddenSize: hidden, weightScale: scale, using: &rng)
  machine.visibleBias = .normal([visible], standardDeviation: scale, using: &rng)
  machine.hiddenBias = .normal([hidden], standardDeviation: scale, using: &rng)
  return machine
}
