// SPDX-License-Identifier: MIT

import Glibc
import Synchronization
import Testing

@testable import Tensors

@Suite("Traps of operations with gradients name what does not fit") struct GradientTraps {
  enum Mistake: String, CaseIterable, Codable {
    case broadcast = "broadcast: the shapes [2, 3] and [2, 4] do not fit: 3 against 4"
    case broadcastDown = "broadcast: the shape [2, 3] does not fit into [3]"
    case padded = "padded: -1 zeros before and 0 after axis 1 of [2, 3]"
    case scattered = "scattered: 1 indices for axis 0 of [2, 3]"
    case scatteredIndex = "scattered: index 5 is outside 0 ..< 5"
    case elements = "elements: 3 places for the 2 lanes of [2, 3]"
    case elementsIndex = "subscript: index 3 is outside axis 1 of [2, 3]"
    case topK = "topK: axis 1 of [2, 3] does not have 4 elements"
    case max = "logSumExp: a tensor of shape [0] has nothing to compare"
    case straightThrough = "straightThrough: the shapes [2, 3] and [3] differ"
    case vectorJacobian = "vectorJacobianProduct: the result's shape [2, 3] is not [3]"
    case categorical = "categorical: a row of logits of shape [1] has the probability nan"
    case bernoulli = "bernoulli: 2.0 is not a probability in 0…1"

    func make() {
      let (x, v) = (Tensor.zeros([2, 3]), Tensor.zeros([3]))
      var rng = PCG32(seed: 1)
      switch self {
      case .broadcast: _ = x.broadcast(to: [2, 4])
      case .broadcastDown: _ = x.broadcast(to: [3])
      case .padded: _ = x.padded(before: -1, after: 0, alongAxis: 1)
      case .scattered: _ = x.scattered(to: [0], size: 3)
      case .scatteredIndex: _ = x.scattered(to: [0, 5], size: 5)
      case .elements: _ = x.elements(at: [0, 0, 0], alongAxis: 1)
      case .elementsIndex: _ = x.elements(at: [0, 3], alongAxis: 1)
      case .topK: _ = x.topK(4)
      case .max: _ = Tensor([Float]()).logSumExp()
      case .straightThrough: _ = Tensors.straightThrough(x, gradient: v)
      case .vectorJacobian: _ = vectorJacobianProduct(at: x, with: v) { $0 }
      case .categorical: _ = Tensors.categorical(logits: Tensor([Float.nan]), using: &rng)
      case .bernoulli: _ = Tensor.bernoulli(probabilities: Tensor([2]), using: &rng)
      }
    }
  }

  @Test("Mistakes are named in a sentence", arguments: Mistake.allCases)
  func mistakes(_ mistake: Mistake) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [mistake = mistake as Mistake] in
      mistake.make()
    }
    #expect(message(result).contains(mistake.rawValue))
  }

  @Test("A tensor that another thread differentiates is refused") func otherThread() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = valueWithGradient(at: Tensor(1)) { x in
        let done = Atomic<Bool>(false)
        Task.detached { [tape = Tape.current] in
          Tape.$current.withValue(tape) { _ = x + 1 }
          done.store(true, ordering: .releasing)
        }
        while !done.load(ordering: .acquiring) { sched_yield() }
        return x
      }
    }
    #expect(message(result).contains("a traced tensor is used on another thread"))
  }
}
