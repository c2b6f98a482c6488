// SPDX-License-Identifier: MIT

import Glibc

/// The loops that draw random numbers; they take bits from the generator in an order fixed here.
enum RandomKernel {
  typealias Target = UnsafeMutableBufferPointer<Float>

  /// Fills with multiples of 2⁻²⁴ in 0 ..< 1, two for each 64 bits of the generator.
  @specialized(where RNG == PCG32)
  static func fillUniform<RNG: RandomNumberGenerator>(_ result: Target, using rng: inout RNG) {
    forEachPair(result.count, using: &rng) { first, second, index in
      result[index] = Float(first >> 8) * 0x1p-24
      if index + 1 < result.count { result[index + 1] = Float(second >> 8) * 0x1p-24 }
    }
  }

  /// Fills with standard normal numbers by the transform of Box and Muller, two for each 64 bits.
  @specialized(where RNG == PCG32)
  static func fillNormal<RNG: RandomNumberGenerator>(_ result: Target, using rng: inout RNG) {
    forEachPair(result.count, using: &rng) { first, second, index in
      // The radius's uniform number is never 0, so its logarithm is finite.
      let radius = (-2 * logf((Float(first) + 0.5) * 0x1p-32)).squareRoot()
      let angle = 2 * Float.pi * (Float(second) * 0x1p-32)
      result[index] = radius * cosf(angle)
      if index + 1 < result.count { result[index + 1] = radius * sinf(angle) }
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

  @inline(__always)
  private static func forEachPair<RNG: RandomNumberGenerator>(
    _ count: Int, using rng: inout RNG, _ body: (UInt32, UInt32, Int) -> Void
  ) {
    for index in stride(from: 0, to: count, by: 2) {
      let bits = rng.next()
      body(UInt32(truncatingIfNeeded: bits >> 32), UInt32(truncatingIfNeeded: bits), index)
    }
  }
}
