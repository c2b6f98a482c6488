// SPDX-License-Identifier: MIT
import CSodium

/// The HMAC-SHA256 of a message's four signed parts.
package struct Signature: Sendable, Hashable {
  /// The 32 bytes, as one value without storage of its own: many thousands are remembered.
  private var words = SIMD4<UInt64>()

  /// Signs parts with a key.
  package init(key: Bytes, parts: [Bytes]) {
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    for part in parts { crypto_auth_hmacsha256_update(&state, part, UInt64(part.count)) }
    withUnsafeMutableBytes(of: &words) { bytes in
      let digest = bytes.bindMemory(to: UInt8.self)
      guard let base = digest.baseAddress else { return }
      crypto_auth_hmacsha256_final(&state, base)
    }
  }

  /// Reads the hexadecimal digits of a signature frame; nil where they are none.
  package init?(hexadecimal digits: Bytes) {
    guard digits.count == 64 else { return nil }
    var bytes: Bytes = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
  }

  /// The signature as 64 hexadecimal digits.
  package var hexadecimal: Bytes {
    let digits = Bytes("0123456789abcdef".utf8)
    return withUnsafeBytes(of: words) { bytes in
      bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
  }

  /// Compares in a time that does not depend on where the two differ.
  package func matches(_ other: Signature) -> Bool {
    withUnsafeBytes(of: words) { own in
      withUnsafeBytes(of: other.words) { others in
        guard let first = own.baseAddress, let second = others.baseAddress else { return false }
        return sodium_memcmp(first, second, own.count) == 0
      }
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
