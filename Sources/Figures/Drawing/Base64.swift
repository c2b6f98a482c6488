// SPDX-License-Identifier: MIT

/// Bytes as the letters that data addresses take.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
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
            isPadding ? UInt8(ascii: "=") : letters[(word >> (18 - 6 * part)) & 63]
        }
        position += 4
      }
      return length
    }
  }
}
