// SPDX-License-Identifier: MIT
import CSodium

/// Signs and checks messages with HMAC-SHA256; an empty key means no signatures.
package struct Signer: Sendable {
  private let key: [UInt8]

  /// Takes the connection file's key.
  package init(key: String) {
    self.key = Array(key.utf8)
    _ = sodium_init()
  }

  /// The signature of a message's four parts, in hexadecimal; empty without a key.
  package func signature(of parts: [[UInt8]]) -> [UInt8] {
    guard !key.isEmpty else { return [] }
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    for part in parts { crypto_auth_hmacsha256_update(&state, part, UInt64(part.count)) }
    var digest = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
    crypto_auth_hmacsha256_final(&state, &digest)
    let digits = Array("0123456789abcdef".utf8)
    return digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  /// Whether a signature is the parts' own, compared in constant time.
  package func isValid(_ signature: [UInt8], of parts: [[UInt8]]) -> Bool {
    guard !key.isEmpty else { return true }
    let expected = self.signature(of: parts)
    return signature.count == expected.count
      && sodium_memcmp(signature, expected, expected.count) == 0
  }
}

/// The signatures seen lately, so that a recorded message cannot be sent again.
package struct ReplayMemory: Sendable {
  private var seen: Set<[UInt8]> = []
  private var order: [[UInt8]] = []
  private let capacity: Int

  /// Makes a memory of so many signatures; when it is full the oldest tenth is forgotten.
  package init(capacity: Int = 65_536) { self.capacity = capacity }

  /// Notes a signature; false when it was seen before.
  ///
  /// Unsigned messages cannot be told apart.
  package mutating func isNew(_ signature: [UInt8]) -> Bool {
    guard !signature.isEmpty else { return true }
    guard seen.insert(signature).inserted else { return false }
    order.append(signature)
    if order.count > capacity {
      let count = max(capacity / 10, 1)
      for old in order.prefix(count) { seen.remove(old) }
      order.removeFirst(count)
    }
    return true
  }
}
