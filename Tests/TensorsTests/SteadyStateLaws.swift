// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

@Suite("Memory and the tape in the long run") struct SteadyStateLaws {
  @Test("After the first steps training takes no memory from the system") func steadyState() async {
    // In a process of its own, as other tests take memory too.
    await #expect(processExitsWith: .success) {
      var trainer = Trainer()
      for _ in 0..<5 { trainer.step() }
      let before = StorageStatistics.now
      for _ in 0..<20 { trainer.step() }
      let after = StorageStatistics.now
      if after.allocations != before.allocations { fail("\(before) became \(after)") }
      if after.liveBytes != before.liveBytes { fail("\(before) leaked to \(after)") }
      if after.reuses == before.reuses { fail("\(after) reused nothing") }
    }
  }

  @Test("Memory that nobody asks for goes back to the system") func surplus() async {
    await #expect(processExitsWith: .success) {
      // 64 MB may always wait; beyond it only as much as was lately in use.
      for _ in 0..<2 { _ = (0..<40).map { _ in Tensor.zeros([1 << 20]) } }
      for _ in 0..<10_000 { _ = Tensor.zeros([16]) }
      let cached = StorageStatistics.now.cachedBytes
      if cached > 65 << 20 { fail("\(cached) bytes wait") }
      StorageStatistics.trim()
      if StorageStatistics.now.cachedBytes != 0 { fail("\(StorageStatistics.now)") }
    }
  }

  @Test("Memory is as large as asked for and aligned, for all sizes") func sizes() {
    for count in Array(0..<300) + [1023, 1024, 1025, 5000, 1 << 20, (1 << 20) + 1] {
      let storage = Storage(uninitializedCount: count)
      storage.scalars.update(repeating: Float(count))
      #expect(UInt(bitPattern: storage.scalars.baseAddress) % 64 == 0)
      #expect(storage.scalars.allSatisfy { $0 == Float(count) })
    }
  }

  @Test("Memory given back on several threads is whole") func threads() async {
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<300).allSatisfy { round in
            let tensors = (1..<9).map { Tensor.full([$0 * 37], Float(task * 1000 + round + $0)) }
            return tensors.enumerated().allSatisfy { index, tensor in
              tensor.scalars.allSatisfy { $0 == Float(task * 1000 + round + index + 1) }
            }
          }
        }
      }
      for await isWhole in group { #expect(isWhole) }
    }
  }

  @Test("Cotangents that meet are added without changing each other") func meeting() {
    // Both parts of the sum hand their cotangent on as it is, and it is also a result.
    let x = sample([5])
    let (value, gradient) = valueWithGradient(at: x) { x in
      let y = x + x
      return (y + y + x * 3 + y).sum()
    }
    #expect(gradient.scalars == [Float](repeating: 9, count: 5))
    expectClose(value, (x * 9).sum(), tolerance: 1e-5)
  }

  @Test("The cotangents of parts are put into their places") func parts() {
    let x = sample([4, 6])
    let weights = sample([4, 6], seed: 2)
    let gradient = Tensors.gradient(at: x) { x in
      let rows = (0..<4).reduce(Tensor(0)) { $0 + (x[$1] * weights[$1]).sum() }
      let halves = x.split(into: 2, alongAxis: 1)
      return rows + (halves[0] * 2 - halves[1]).sum() + x[1...2].sum() + x[3, 5]
    }
    for (place, index) in Reference.indices(of: [4, 6]).enumerated() {
      let expected =
        weights.scalars[place] + (index[1] < 3 ? 2 : -1) + ((1...2).contains(index[0]) ? 1 : 0)
        + (index == [3, 5] ? 1 : 0)
      #expect(abs(gradient.scalars[place] - expected) < 1e-6)
    }
  }
}

/// A small regression that is trained as a model is.
private struct Trainer {
  private var rng = PCG32(seed: 1)
  private let x: Tensor
  private let target: Tensor
  private var weights: [Tensor]
  private var moments: [Tensor]
  private var squares: [Tensor]

  init() {
    x = .normal([32, 20], using: &rng)
    target = .bernoulli(probabilities: .full([32, 7], 0.3), using: &rng)
    weights = [
      .normal([20, 40], using: &rng), .zeros([40]), .normal([40, 7], using: &rng), .zeros([7]),
    ]
    moments = weights.map { .zeros($0.shape) }
    squares = moments
  }

  mutating func step() {
    let (x, target) = (x, target)
    let noise = Tensor.normal([32, 40], using: &rng)
    let gradients = valueWithGradients(at: weights) { w in
      let hidden = relu(matmul(x, w[0]) + w[1]) + noise
      return sigmoidCrossEntropy(logits: matmul(hidden, w[2]) + w[3], targets: target).mean()
    }.gradients
    let numbers = OptimizerStep.Adam(
      learningRate: 1e-3, betas: (0.9, 0.999), epsilon: 1e-8, corrections: (0.1, 0.001))
    for index in weights.indices {
      OptimizerStep.adam(
        &weights[index], gradient: gradients[index], firstMoment: &moments[index],
        secondMoment: &squares[index], numbers)
    }
  }
}
