// SPDX-License-Identifier: MIT

import Glibc
import Synchronization
import Testing

@testable import Tensors

@Suite("Threads") struct WorkersLaws {
  @Test("The bits are the same for any number of threads", arguments: [2, 3, 8])
  func sameBits(_ threadCount: Int) {
    let alone = Workers.$current.withValue(Workers(threadCount: 1)) { results() }
    let together = Workers.$current.withValue(Workers(threadCount: threadCount)) { results() }
    for (index, pair) in zip(alone, together).enumerated() {
      #expect(pair.0 == pair.1, "operation \(index)")
    }
  }

  @Test("Each block is done once, also when operations meet") func blocks() async {
    let workers = Workers(threadCount: 4)
    await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask {
          let done = Mutex([Int](repeating: 0, count: 100))
          workers.forEachBlock(100) { block in done.withLock { $0[block] += 1 } }
          return done.withLock { $0 }
        }
      }
      for await done in group { #expect(done == [Int](repeating: 1, count: 100)) }
    }
  }

  @Test("An operation inside a block runs to its end") func nested() {
    let workers = Workers(threadCount: 2)
    let sum = Atomic<Int>(0)
    workers.forEachBlock(4) { _ in
      workers.forEachBlock(5) { inner in sum.add(inner, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 40)
  }

  @Test("The number of threads is the library's own variable's, or else that of OpenMP")
  func environment() async {
    await #expect(processExitsWith: .success) {
      unsetenv("LECTERN_THREADS")
      setenv("OMP_NUM_THREADS", "3", 1)
      if Workers.current.threadCount != 3 { fail("\(Workers.current.threadCount) threads") }
    }
    await #expect(processExitsWith: .success) {
      setenv("LECTERN_THREADS", "5", 1)
      setenv("OMP_NUM_THREADS", "3", 1)
      if Workers.current.threadCount != 5 { fail("\(Workers.current.threadCount) threads") }
    }
  }

  private func results() -> [Tensor] {
    let x = sample([200, 900])
    return [
      x.sum(), x.sum(alongAxis: 0), x.variance(), x.max(alongAxis: 0), exp(x), x - x[0],
      matmul(x, x.transposed()), matmul(x[0..<3], x.transposed()), x.transposed(),
      x.cumulativeSum(alongAxis: 0), x.sorted(alongAxis: 0), x.softmax(alongAxis: 1),
      x.broadcast(to: [2, 200, 900]), x.replacing(with: -x, where: x .> 0),
      gradient(at: x) { gelu(matmul($0, x.transposed())).sum() },
      x.sum(alongAxes: [0, 1]), x.reshaped(20, 10, 900).variance(alongAxes: [0, 2]),
      x.normalized(alongAxes: [1]).value, random { .normal([70_000], using: &$0) },
      random { .uniform([70_000], using: &$0) },
      random { .bernoulli(probabilities: sigmoid(x), using: &$0) },
      sigmoidCrossEntropy(logits: x, targets: sigmoid(x)),
      gradient(at: x) { sigmoidCrossEntropy(logits: $0, targets: x).sum() },
    ]
  }

  private func random(_ draw: (inout PCG32) -> Tensor) -> Tensor {
    var rng = PCG32(seed: 9)
    return draw(&rng)
  }
}
