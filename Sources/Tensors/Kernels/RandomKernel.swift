// SPDX-License-Identifier: MIT

import CKernels

/// The loops that draw random numbers.
///
/// They take 64 bits from the generator as the seed of a counter-based one, whose numbers are functions of their places:
/// several threads fill a tensor with the same bits as one.
enum RandomKernel {
  typealias Target = UnsafeMutableBufferPointer<Float>

  private static let loops = random_loops_chosen().pointee
  /// The numbers that one thread draws at a time, a multiple of 64.
  private static let blockSize = 1 << 13

  /// Fills with numbers of a range of some width.
  static func fillUniform(
    _ result: Target, low: Float, width: Float, largest: Float,
    using rng: inout some RandomNumberGenerator
  ) {
    forEachRange(result, using: &rng) { target, start, count, seed in
      loops.uniform(target, start, count, seed, low, width, largest)
    }
  }

  /// Fills with normal numbers.
  static func fillNormal(
    _ result: Target, mean: Float, standardDeviation: Float,
    using rng: inout some RandomNumberGenerator
  ) {
    forEachRange(result, using: &rng) { target, start, count, seed in
      loops.normal(target, start, count, seed, mean, standardDeviation)
    }
  }

  /// Fills with zeros and ones, each 1 with the probability at its place.
  static func fillBernoulli(
    _ result: Target, _ probabilities: UnsafeBufferPointer<Float>,
    using rng: inout some RandomNumberGenerator
  ) {
    guard let p = probabilities.baseAddress else { return }
    forEachRange(result, using: &rng) { target, start, count, seed in
      loops.bernoulli(p + start, target, start, count, seed)
    }
  }

  private static func forEachRange(
    _ result: Target, using rng: inout some RandomNumberGenerator,
    _ body: (UnsafeMutablePointer<Float>, Int, Int, UInt) -> Void
  ) {
    guard !result.isEmpty, let target = result.baseAddress else { return }
    let seed = UInt(rng.next() as UInt64)
    Elementwise.forEachRange(of: result.count, blockSize: blockSize) { range in
      body(target + range.lowerBound, range.lowerBound, range.count, seed)
    }
  }

  /// Shuffles by the method of Fisher and Yates.
  @specialized(where RNG == PCG32)
  static func shuffle<RNG: RandomNumberGenerator>(_ order: inout [Int], using rng: inout RNG) {
    order.withUnsafeMutableBufferPointer { order in
      for last in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(last, below(UInt64(last + 1), using: &rng))
      }
    }
  }

  /// A number in `0 ..< bound`, each equally likely.
  ///
  /// The high half of a 128-bit product is the number; the few low halves that would favour some numbers are refused.
  @inline(__always)
  private static func below<RNG: RandomNumberGenerator>(
    _ bound: UInt64, using rng: inout RNG
  ) -> Int {
    let refused = (0 &- bound) % bound
    while true {
      let product = rng.next().multipliedFullWidth(by: bound)
      if product.low >= refused { return Int(product.high) }
    }
  }
}
