// SPDX-License-Identifier: MIT

/// Bytes of a stream that become text: a character that is cut in two waits for its other half.
struct StreamText {
  private var rest: [UInt8] = []

  /// The text of all complete characters so far; bytes that are no UTF-8 become replacement characters.
  mutating func take(_ bytes: [UInt8]) -> String {
    let all = rest + bytes
    let complete = all.count - Self.incompleteTail(of: all)
    rest = Array(all[complete...])
    return String(decoding: all[..<complete], as: UTF8.self)
  }

  /// What is left at the end, as replacement characters.
  mutating func finish() -> String {
    defer { rest = [] }
    return String(decoding: rest, as: UTF8.self)
  }

  /// How many bytes at the end begin a character that is not whole yet.
  static func incompleteTail(of bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let byte = bytes[bytes.count - length]
      switch byte {
      case 0x80...0xbf: continue
      case 0xc0...0xdf: return length < 2 ? length : 0
      case 0xe0...0xef: return length < 3 ? length : 0
      case 0xf0...0xf7: return length < 4 ? length : 0
      default: return 0
      }
    }
    return 0
  }
}
