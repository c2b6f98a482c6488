// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Random numbers") struct RandomLaws {
  @Test("The generator gives the published sequence") func reference() {
    // The first round of the demonstration program that accompanies the paper: seed 42, stream 54.
    var rng = PCG32(seed: 42, stream: 54)
    let numbers = (0..<6).map { _ in rng.next32() }
    #expect(
      numbers == [0xa15c_02b7, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293, 0xbfa4_784b, 0xcbed_606e])
  }

  @Test("64 bits are two numbers, the first one above") func wideBits() {
    var rng = PCG32(seed: 42, stream: 54)
    #expect(rng.next() == 0xa15c_02b7_7b47_f409)
  }

  @Test("The same seed gives the same bits, another seed or stream others") func seeds() {
    #expect(normal(PCG32(seed: 7)) == normal(PCG32(seed: 7)))
    #expect(normal(PCG32(seed: 7)) != normal(PCG32(seed: 8)))
    #expect(normal(PCG32(seed: 7)) != normal(PCG32(seed: 7, stream: 1)))
  }

  @Test("Any generator of the standard library's kind gives the same numbers from the same bits")
  func otherGenerators() {
    struct Wrapped: RandomNumberGenerator {
      var inner: PCG32
      mutating func next() -> UInt64 { inner.next() }
    }
    var (one, other) = (PCG32(seed: 3), Wrapped(inner: PCG32(seed: 3)))
    #expect(Tensor.normal([99], using: &one) == .normal([99], using: &other))
    #expect(Tensor.uniform([99], using: &one) == .uniform([99], using: &other))
    #expect(permutation(99, using: &one) == permutation(99, using: &other))
  }

  @Test("Uniform numbers are the published ones of Philox") func philox() {
    // The known answer for key 0 and counter 0; a tensor holds the first words of sixteen counters, then their second ones.
    struct Zero: RandomNumberGenerator {
      mutating func next() -> UInt64 { 0 }
    }
    var rng = Zero()
    let u = Tensor.uniform([64], using: &rng).scalars
    let words: [UInt32] = [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
    for (place, word) in words.enumerated() { #expect(u[16 * place] == Float(word >> 8) * 0x1p-24) }
  }

  @Test("A number depends on its place and not on how many there are") func places() {
    var (one, other) = (PCG32(seed: 3), PCG32(seed: 3))
    let few = Tensor.normal([70], using: &one).scalars
    #expect(few == Array(Tensor.normal([20_000], using: &other).scalars[..<70]))
  }

  @Test("Uniform numbers fill their range evenly") func uniform() {
    var rng = PCG32(seed: 1)
    let x = Tensor.uniform([100_000], in: -1..<3, using: &rng)
    #expect(x.min().scalar >= -1 && x.max().scalar < 3)
    let counts = x.histogram(binCount: 10, in: -1...3)
    // Chi-squared with 9 degrees of freedom: beyond 27.9 once in a thousand seeds.
    let chiSquared = counts.reduce(0.0) {
      $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000
    }
    #expect(chiSquared < 27.9)
  }

  @Test("Normal numbers have the moments of the normal distribution") func moments() {
    var rng = PCG32(seed: 2)
    let count: Float = 100_000
    let x = Tensor.normal([Int(count)], mean: 3, standardDeviation: 2, using: &rng)
    let z = (x - 3) / 2
    // Four standard errors: the k-th moment's follows from the 2k-th.
    #expect(abs(z.mean().scalar) < 4 / count.squareRoot())
    #expect(abs(pow(z, 2).mean().scalar - 1) < 4 * (2 / count).squareRoot())
    #expect(abs(pow(z, 3).mean().scalar) < 4 * (15 / count).squareRoot())
    #expect(abs(pow(z, 4).mean().scalar - 3) < 4 * (96 / count).squareRoot())
  }

  @Test("A permutation holds each number once") func permutations() {
    var rng = PCG32(seed: 5)
    let order = permutation(1000, using: &rng)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
    #expect(permutation(0, using: &rng) == [] && permutation(1, using: &rng) == [0])
  }

  @Test("Each order of three is equally likely") func fairness() {
    var rng = PCG32(seed: 6)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[permutation(3, using: &rng), default: 0] += 1 }
    #expect(counts.count == 6)
    // Chi-squared with 5 degrees of freedom: beyond 20.5 once in a thousand seeds.
    #expect(counts.values.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) } < 20_500)
  }

  private func normal(_ generator: PCG32) -> Tensor {
    var rng = generator
    return .normal([101], using: &rng)
  }
}
