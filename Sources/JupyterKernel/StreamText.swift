// SPDX-License-Identifier: MIT

/// Text of the standard streams between its coming and its going out: whole characters, in pieces of bounded size.
struct StreamText: Sendable {
  /// The largest piece; servers drop messages that are much larger.
  static let largestPiece = 500_000

  private struct Buffer: Sendable {
    let stream: StandardStream
    var bytes: [UInt8]
  }

  /// At most one buffer for each stream, in the order in which they began to fill.
  private var buffers: [Buffer] = []

  /// How many bytes stand here.
  var byteCount: Int { buffers.reduce(0) { $0 + $1.bytes.count } }

  /// How many bytes it will be as JSON, where line ends and control characters take more: so servers count.
  var encodedByteCount: Int {
    buffers.reduce(0) { $0 + $1.bytes.reduce(0) { $0 + Self.encodedSize($1) } }
  }

  mutating func append(_ bytes: [UInt8], to stream: StandardStream) {
    if let index = buffers.firstIndex(where: { $0.stream == stream }) {
      buffers[index].bytes += bytes
    } else {
      buffers.append(Buffer(stream: stream, bytes: bytes))
    }
  }

  /// Takes out what is whole; the beginning of a character stays, unless it is the end.
  mutating func take(isEnd: Bool) -> [(stream: StandardStream, text: String)] {
    var pieces: [(stream: StandardStream, text: String)] = []
    var rest: [Buffer] = []
    for buffer in buffers {
      let end = isEnd ? buffer.bytes.count : Self.wholeCount(of: buffer.bytes)
      for text in Self.texts(of: buffer.bytes[..<end]) { pieces.append((buffer.stream, text)) }
      guard end < buffer.bytes.count else { continue }
      rest.append(Buffer(stream: buffer.stream, bytes: Array(buffer.bytes[end...])))
    }
    buffers = rest
    return pieces
  }

  /// The bytes as texts; what is no UTF-8 becomes U+FFFD.
  private static func texts(of bytes: ArraySlice<UInt8>) -> [String] {
    var texts: [String] = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      var end = min(start + largestPiece, bytes.endIndex)
      // A character has at most three continuation bytes: with more of them it is none.
      for _ in 0..<3 where end < bytes.endIndex && isContinuation(bytes[end]) { end -= 1 }
      texts.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end
    }
    return texts
  }

  /// The number of bytes without a character at the end that only has begun.
  private static func wholeCount(of bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let byte = bytes[bytes.count - length]
      if isContinuation(byte) { continue }
      return length < sequenceLength(byte) ? bytes.count - length : bytes.count
    }
    return bytes.count
  }

  private static func encodedSize(_ byte: UInt8) -> Int {
    switch byte {
    case 0x0A, 0x0D, 0x09, UInt8(ascii: "\""), UInt8(ascii: "\\"): 2
    case 0..<0x20: 6
    default: 1
    }
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  private static func sequenceLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }
}
