// SPDX-License-Identifier: MIT

/// Base64 in one line, as front ends want images.
package enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Encodes bytes, padded with `=`.
  package static func encode(_ bytes: [UInt8]) -> String {
    let length = (bytes.count + 2) / 3 * 4
    return String(unsafeUninitializedCapacity: length) { output in
      var position = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let rest = bytes.count - start
        let second = rest > 1 ? Int(bytes[start + 1]) : 0
        let third = rest > 2 ? Int(bytes[start + 2]) : 0
        let group = Int(bytes[start]) << 16 | second << 8 | third
        output[position] = digits[group >> 18]
        output[position + 1] = digits[group >> 12 & 63]
        output[position + 2] = rest > 1 ? digits[group >> 6 & 63] : UInt8(ascii: "=")
        output[position + 3] = rest > 2 ? digits[group & 63] : UInt8(ascii: "=")
        position += 4
      }
      return position
    }
  }
}
