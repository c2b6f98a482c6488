// SPDX-License-Identifier: MIT

/// Joins pictures of one size to a PNG that moves; what cannot show it shows the first.
enum AnimatedPNG {
  /// The pictures as one file, each shown for so many milliseconds, again and again.
  ///
  /// - Requires: Pictures of equal size in colour.
  static func encode(_ frames: [Raster], milliseconds: Int) -> [UInt8] {
    guard let first = frames.first else { return [] }
    let encoded = frames.map(PNGEncoder.encode)
    let head = encoded[0].prefix(8)
    var bytes = Array(head)
    bytes += chunks(encoded[0]).first { $0.kind == "IHDR" }.map { chunk("IHDR", $0.data) } ?? []
    bytes += chunk("acTL", word(frames.count) + word(0))
    var sequence = 0
    for (index, frame) in encoded.enumerated() {
      bytes += chunk("fcTL", control(first, sequence, milliseconds))
      sequence += 1
      for part in chunks(frame) where part.kind == "IDAT" {
        if index == 0 {
          bytes += chunk("IDAT", part.data)
        } else {
          bytes += chunk("fdAT", word(sequence) + part.data)
          sequence += 1
        }
      }
    }
    return bytes + chunk("IEND", [])
  }

  /// A frame's number, size, place and time.
  private static func control(_ raster: Raster, _ sequence: Int, _ milliseconds: Int) -> [UInt8] {
    let time = [UInt8(milliseconds >> 8 & 0xFF), UInt8(milliseconds & 0xFF), 3, 0xE8]
    return word(sequence) + word(raster.width) + word(raster.height) + word(0) + word(0) + time
      + [0, 0]
  }

  /// The parts of a PNG after its signature.
  static func chunks(_ bytes: [UInt8]) -> [(kind: String, data: [UInt8])] {
    var chunks: [(kind: String, data: [UInt8])] = []
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard place + 12 + length <= bytes.count else { break }
      let kind = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      chunks.append((kind, Array(bytes[place + 8..<place + 8 + length])))
      place += 12 + length
    }
    return chunks
  }

  private static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
  }

  private static func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + data
    return word(data.count) + body + word(Int(checksum(body)))
  }

  /// The cyclic redundancy check with which every part ends.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    return sum ^ 0xFFFF_FFFF
  }

  private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }
}
