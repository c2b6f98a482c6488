// SPDX-License-Identifier: MIT

import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Contrastive divergence") struct ContrastiveDivergenceLaws {
  private func training(
    _ machine: RBM, _ data: Tensor, steps: Int = 1, isPersistent: Bool = false, rate: Float = 0.3,
    momentum: Float = 0, seed: UInt64 = 5
  ) -> ContrastiveDivergence {
    ContrastiveDivergence(
      machine, on: data, batchSize: data.shape[0], steps: steps, isPersistent: isPersistent,
      optimizer: SGD(learningRate: rate, momentum: momentum), seed: seed)
  }

  @Test("A step moves the weights by the difference of the phases", arguments: [1, 2, 4])
  func phases(steps: Int) {
    let v = randomBits([6, 4], seed: 4)
    let (moved, copy) = (randomRBM(4, 3), randomRBM(4, 3))
    var (rng, same) = (PCG32(seed: 5), PCG32(seed: 5))
    training(moved, v, steps: steps).step(on: v, using: &rng)
    // The same random numbers give the same reconstruction.
    let last = copy.gibbs(from: v, steps: steps, using: &same)
    let (before, after) = (
      copy.hiddenProbabilities(given: v), copy.hiddenProbabilities(given: last)
    )
    for i in 0..<4 {
      for j in 0..<3 {
        let phases = (0..<6).reduce(0.0) { sum, row in
          sum + Double(v[row, i].scalar * before[row, j].scalar)
            - Double(last[row, i].scalar * after[row, j].scalar)
        }
        let expected = Double(copy.weight[i, j].scalar) + 0.3 / 6 * phases
        expectClose([moved.weight[i, j].scalar], [expected], tolerance: 1e-6)
      }
    }
    let change = copy.visibleBias + 0.3 * (v - last).mean(alongAxis: 0)
    expectClose(moved.visibleBias.scalars, change.scalars.map(Double.init), tolerance: 1e-6)
    let hidden = copy.hiddenBias + 0.3 * (before - after).mean(alongAxis: 0)
    expectClose(moved.hiddenBias.scalars, hidden.scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("Its gradient is that of the free energy of the data less that of the reconstructions")
  func freeEnergies() {
    let v = randomBits([6, 4], seed: 6)
    let (moved, copy) = (randomRBM(4, 3), randomRBM(4, 3))
    var (rng, same) = (PCG32(seed: 7), PCG32(seed: 7))
    training(moved, v, rate: 0.5).step(on: v, using: &rng)
    let last = copy.gibbs(from: v, steps: 1, using: &same)
    let (_, gradients) = valueWithGradients(at: copy.parameters) {
      (copy.freeEnergy(v) - copy.freeEnergy(last)).mean()
    }
    for (index, named) in copy.parameters.enumerated() {
      let expected = named.parameter.wrappedValue - 0.5 * gradients[index]
      let actual = moved.parameters[index].parameter.wrappedValue
      expectClose(actual.scalars, expected.scalars.map(Double.init), tolerance: 2e-6)
    }
  }

  @Test("Persistent chains go on where they were, also after the machine has learnt")
  func persistence() {
    let (first, second) = (randomBits([6, 4], seed: 8), randomBits([6, 4], seed: 9))
    let (machine, copy) = (randomRBM(4, 3), randomRBM(4, 3))
    var (rng, same) = (PCG32(seed: 10), PCG32(seed: 10))
    let training = training(machine, first, isPersistent: true)
    var chains = RBM.Chains(from: first, in: copy)
    for v in [first, second] {
      training.step(on: v, using: &rng)
      chains.advance(copy, steps: 1, using: &same)
      #expect(training.chains?.visible == chains.visible)
      // The copy learns by hand what the training has learnt.
      let positive = copy.hiddenProbabilities(given: v)
      let negative = chains.hiddenProbabilities
      let change = matmul(v.transposed(), positive) - matmul(chains.visible.transposed(), negative)
      let expected = copy.weight + 0.05 * change
      expectClose(machine.weight.scalars, expected.scalars.map(Double.init), tolerance: 1e-6)
      copy.weight = machine.weight
      copy.visibleBias = machine.visibleBias
      copy.hiddenBias = machine.hiddenBias
    }
  }

  @Test("Learning changes no tensor that was read before") func values() {
    let machine = randomRBM(4, 3)
    let before = machine.weight
    let scalars = before.scalars
    var rng = PCG32(seed: 8)
    let v = randomBits([3, 4], seed: 9)
    training(machine, v, rate: 1).step(on: v, using: &rng)
    #expect(before.scalars == scalars)
    #expect(machine.weight != before)
  }

  @Test("A machine learns bars: KL to the data falls below 0.05", arguments: [false, true])
  func learning(isPersistent: Bool) {
    var rng = PCG32(seed: 10)
    let machine = RBM(visibleSize: 4, hiddenSize: 4, weightScale: 0.1, using: &rng)
    let bars = Tensor([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    let data = DiscreteDistribution(
      numberedStates(4).map { bars.scalars.chunked(4).contains($0) ? 0.25 : 0 })
    let start = data.klDivergence(to: ExactRBM(machine).visible)
    let batch = (0..<25).map { _ in bars }.concatenated()
    let training = ContrastiveDivergence(
      machine, on: batch, steps: isPersistent ? 1 : 5, isPersistent: isPersistent,
      optimizer: SGD(learningRate: 0.2, momentum: 0.5), schedule: .cosine(steps: 3000), seed: 1)
    for _ in training.prefix(3000) {}
    // Of 16 states four are in the data: a uniform machine is log 4 = 1.39 nats away.
    #expect(start > 1.2)
    #expect(data.klDivergence(to: ExactRBM(machine).visible) < 0.05)
  }

  @Test("The same seed gives the same bits, another one others, for any number of threads")
  func seeds() {
    let data = randomBits([60, 40], seed: 11)
    func weights(threads: Int, seed: UInt64, epochs: [Int]) -> Tensor {
      withThreads(threads) {
        let machine = randomRBM(40, 30)
        let training = ContrastiveDivergence(
          machine, on: data, batchSize: 20, isPersistent: true, seed: seed)
        for count in epochs { for _ in training.prefix(count) {} }
        #expect(training.epochCount == epochs.reduce(0, +))
        return machine.weight
      }
    }
    let first = weights(threads: 1, seed: 3, epochs: [2])
    #expect(first == weights(threads: 3, seed: 3, epochs: [2]))
    // A second loop goes on where the first one stopped.
    #expect(first == weights(threads: 1, seed: 3, epochs: [1, 1]))
    #expect(first != weights(threads: 1, seed: 4, epochs: [2]))
  }

  @Test("An epoch that is cancelled is none") func cancellation() async {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      let data = randomBits([8, 4], seed: 12)
      let training = ContrastiveDivergence(randomRBM(4, 3), on: data, batchSize: 4, seed: 1)
      return training.prefix(3).reduce(0) { count, _ in count + 1 }
    }
    #expect(await task.value == 0)
  }
}

/// All vectors of zeros and ones in the order of their numbers, the first unit being the highest bit.
func numberedStates(_ size: Int) -> [[Float]] {
  (0..<1 << size).map { number in (0..<size).map { Float(number >> (size - 1 - $0) & 1) } }
}

extension Array {
  fileprivate func chunked(_ size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<$0 + size]) }
  }
}
