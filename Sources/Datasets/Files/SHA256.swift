// SPDX-License-Identifier: MIT

import Glibc

/// The checksum by which downloads are known to be the published files.
///
/// - Paper: NIST (2015), *Secure Hash Standard*, FIPS 180-4.
struct SHA256 {
  private static let primes: [Int] = {
    var primes: [Int] = []
    var candidate = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }()
  /// The first 32 bits after the point of the cube roots of the first 64 primes.
  private static let constants = primes.map { fraction(cbrt(Double($0))) }

  /// The first 32 bits after the point of the square roots of the first 8 primes.
  private var state = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  private static func fraction(_ number: Double) -> UInt32 {
    UInt32((number - number.rounded(.down)) * 0x1p32)
  }

  /// The digest of bytes, in hexadecimal digits.
  static func digest(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The digest of a file's content, or nil if it cannot be read.
  static func digest(ofFile path: String) -> String? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var hash = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return ferror(file) == 0 ? hash.finish() : nil }
      hash.update(Array(chunk[..<count]))
    }
  }

  private mutating func update(_ bytes: [UInt8]) {
    count += UInt64(bytes.count)
    pending += bytes
    let whole = pending.count / 64 * 64
    pending.withUnsafeBufferPointer { pending in
      for start in stride(from: 0, to: whole, by: 64) {
        Self.mix(UnsafeBufferPointer(rebasing: pending[start..<start + 64]), into: &state)
      }
    }
    pending.removeFirst(whole)
  }

  private mutating func finish() -> String {
    let bitCount = count * 8
    let zeros = (119 - Int(count % 64)) % 64
    update(
      [0x80] + [UInt8](repeating: 0, count: zeros)
        + (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * $0)) })
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func mix(_ block: UnsafeBufferPointer<UInt8>, into state: inout [UInt32]) {
    var words = (0..<16).map { word in
      block[4 * word..<4 * word + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let first = turned(early, 7) ^ turned(early, 18) ^ early >> 3
      let second = turned(late, 17) ^ turned(late, 19) ^ late >> 10
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let choice = (e & f) ^ (~e & g)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let first = h &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25))
      let sum = first &+ choice &+ constants[index] &+ words[index]
      let other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ sum, c, b, a, sum &+ other)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }
}
