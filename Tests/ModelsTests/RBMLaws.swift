// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Models
import Tensors
import Testing

@Suite("Restricted Boltzmann machine") struct RBMLaws {
  private func machine(_ visible: Int = 4, _ hidden: Int = 3, stepCount: Int = 1) -> RBM {
    var rng = PCG32(seed: 1)
    let machine = RBM(
      visibleSize: visible, hiddenSize: hidden, stepCount: stepCount, sampleStepCount: 50,
      using: &rng)
    machine.weight = .normal([visible, hidden], using: &rng)
    machine.visibleBias = .normal([visible], using: &rng)
    machine.hiddenBias = .normal([hidden], using: &rng)
    return machine
  }

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

  @Test("A step of contrastive divergence moves the weights by the difference of the phases")
  func contrastiveDivergence() {
    let v = randomBits([6, 4], seed: 4)
    let (moved, copy) = (machine(stepCount: 2), machine(stepCount: 2))
    var (rng, same) = (PCG32(seed: 5), PCG32(seed: 5))
    let error = moved.contrastiveDivergence(on: v, learningRate: 0.3, using: &rng)
    // The same random numbers give the same reconstruction.
    let reconstruction = copy.gibbs(from: v, steps: 2, using: &same)
    let (before, after) = (
      copy.hiddenProbabilities(given: v), copy.hiddenProbabilities(given: reconstruction)
    )
    for i in 0..<4 {
      for j in 0..<3 {
        let phases = (0..<6).reduce(0.0) { sum, row in
          sum + Double(v[row, i].scalar * before[row, j].scalar)
            - Double(reconstruction[row, i].scalar * after[row, j].scalar)
        }
        let expected = Double(copy.weight[i, j].scalar) + 0.3 / 6 * phases
        expectClose([moved.weight[i, j].scalar], [expected], tolerance: 1e-6)
      }
    }
    let change = (v - reconstruction).mean(alongAxis: 0)
    expectClose(
      moved.visibleBias.scalars, (copy.visibleBias + 0.3 * change).scalars.map(Double.init),
      tolerance: 1e-6)
    let hiddenChange = (before - after).mean(alongAxis: 0)
    expectClose(
      moved.hiddenBias.scalars, (copy.hiddenBias + 0.3 * hiddenChange).scalars.map(Double.init),
      tolerance: 1e-6)
    #expect(abs(error - pow(v - reconstruction, 2).mean().scalar) < 1e-6)
  }

  @Test("The loss has the gradient of contrastive divergence") func lossGradient() {
    let v = randomBits([6, 4], seed: 6)
    let (moved, copy) = (machine(), machine())
    var (rng, same) = (PCG32(seed: 7), PCG32(seed: 7))
    moved.contrastiveDivergence(on: v, learningRate: 0.5, using: &rng)
    let (_, gradients) = valueWithGradients(at: copy.parameters) { copy.loss(on: v, using: &same) }
    for (index, named) in copy.parameters.enumerated() {
      let expected = named.parameter.wrappedValue - 0.5 * gradients[index]
      let actual = moved.parameters[index].parameter.wrappedValue
      expectClose(actual.scalars, expected.scalars.map(Double.init), tolerance: 2e-6)
    }
  }

  @Test("Learning changes no tensor that was read before") func values() {
    let machine = machine()
    let before = machine.weight
    let scalars = before.scalars
    var rng = PCG32(seed: 8)
    machine.contrastiveDivergence(on: randomBits([3, 4], seed: 9), learningRate: 1, using: &rng)
    #expect(before.scalars == scalars)
    #expect(machine.weight != before)
  }

  @Test("A machine learns patterns: their probability rises") func learning() {
    var rng = PCG32(seed: 10)
    let machine = RBM(visibleSize: 4, hiddenSize: 4, using: &rng)
    let bars = Tensor([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]])
    let logProb = {
      let logZ = (-machine.freeEnergy(allBinaryVectors(4))).logSumExp(alongAxis: 0)
      return (-machine.freeEnergy(bars).mean() - logZ).scalar
    }
    let start = logProb()
    for _ in 0..<300 { machine.contrastiveDivergence(on: bars, learningRate: 0.2, using: &rng) }
    // A uniform distribution over 16 vectors gives −log 16 = −2.77, a perfect one −log 2 = −0.69.
    #expect(start < -2.6)
    #expect(logProb() > -1.2)
  }

  @Test("The bits are the same for any number of threads") func threads() {
    let v = randomBits([30, 40], seed: 11)
    let weights = [1, 3].map { count -> Tensor in
      withThreads(count) {
        let machine = machine(40, 30)
        var rng = PCG32(seed: 12)
        machine.contrastiveDivergence(on: v, learningRate: 0.1, using: &rng)
        return machine.weight
      }
    }
    #expect(weights[0] == weights[1])
  }
}
