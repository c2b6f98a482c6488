// SPDX-License-Identifier: MIT

/// Bytes written as text, six bits in each character.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text that stands for bytes.
  package static func encode(_ bytes: [UInt8]) -> String {
    let length = (bytes.count + 2) / 3 * 4
    return String(unsafeUninitializedCapacity: length) { text in
      var position = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let second = start + 1 < bytes.count ? Int(bytes[start + 1]) : 0
        let third = start + 2 < bytes.count ? Int(bytes[start + 2]) : 0
        let word = Int(bytes[start]) << 16 | second << 8 | third
        for part in 0..<4 {
          let isPadding = start + part > bytes.count
          text[position + part] =
            isPadding ? UInt8(ascii: "=") : alphabet[(word >> (18 - 6 * part)) & 63]
        }
        position += 4
      }
      return length
    }
  }

  /// The bytes of a text; line ends and padding are passed over.
  package static func decode(_ text: StaticString) -> [UInt8] {
    text.withUTF8Buffer { decode($0) }
  }

  /// The bytes of a text; line ends and padding are passed over.
  package static func decode(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { decode($0) }
  }

  private static func decode(_ characters: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 4 * 3)
    var (bits, bitCount): (UInt32, Int) = (0, 0)
    for character in characters {
      guard let value = values[Int(character)] else { continue }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
      }
    }
    return bytes
  }
}
