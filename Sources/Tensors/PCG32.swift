// SPDX-License-Identifier: MIT

/// A small, fast generator of random numbers whose whole sequence follows from a seed.
///
/// It is PCG-XSH-RR: 64 bits of state, 32 bits of output, period 2⁶⁴ for each of 2⁶³ streams.
/// - Paper: O'Neill (2014), *PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
///   Number Generation*, HMC-CS-2014-0905.
public struct PCG32: RandomNumberGenerator, Sendable, Hashable {
  private static let multiplier: UInt64 = 6_364_136_223_846_793_005
  private var state: UInt64 = 0
  private let increment: UInt64

  /// Makes a generator; different streams give unrelated sequences for the same seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    increment = stream << 1 | 1
    advance()
    state &+= seed
    advance()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 { UInt64(next32()) << 32 | UInt64(next32()) }

  /// The next 32 random bits, the generator's own unit.
  public mutating func next32() -> UInt32 {
    let old = state
    advance()
    let mixed = UInt32(truncatingIfNeeded: (old >> 18 ^ old) >> 27)
    let turn = UInt32(truncatingIfNeeded: old >> 59)
    return mixed >> turn | mixed << ((~turn &+ 1) & 31)
  }

  private mutating func advance() { state = state &* Self.multiplier &+ increment }
}
