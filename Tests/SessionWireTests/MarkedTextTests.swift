// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@Suite("Text with marks of cells")
struct MarkedTextTests {
  private static func mark(_ cell: Int) -> [UInt8] {
    let digits = String(cell, radix: 16)
    return [0, 0x0E] + Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
      + [0x0F]
  }

  private static let marked =
    Array("now ".utf8) + mark(7) + Array("seven\n".utf8) + mark(0) + Array("again".utf8)

  private func text(_ pieces: [MarkedText.Piece]) -> [Int: String] {
    pieces.reduce(into: [:]) { result, piece in
      result[piece.cell, default: ""] += String(decoding: piece.bytes, as: UTF8.self)
    }
  }

  @Test("Each piece goes to its cell, wherever the stream is cut")
  func cutAnywhere() {
    for cut in 0...Self.marked.count {
      var stream = MarkedText()
      let pieces =
        stream.take(Array(Self.marked[..<cut])) + stream.take(Array(Self.marked[cut...]))
        + stream.finish()
      #expect(text(pieces) == [0: "now again", 7: "seven\n"], "cut at \(cut)")
    }
  }

  @Test("Bytes that only look like the beginning of a mark are text")
  func noMark() {
    let lookalikes: [[UInt8]] = [
      [0], [0, 0x0E], [0, 0x0E, 0x31], [0, 0, 0x0E], Array(Self.mark(3).dropLast()) + [0x10],
      [0x41, 0, 0x0E, 0x7A, 0x7A],
    ]
    for bytes in lookalikes {
      var stream = MarkedText()
      let pieces = stream.take(bytes) + stream.finish()
      #expect(pieces.flatMap(\.bytes) == bytes)
      #expect(pieces.allSatisfy { $0.cell == 0 })
    }
  }

  @Test("Text without marks passes at once")
  func passesAtOnce() {
    var stream = MarkedText()
    #expect(stream.take([1, 2, 3]) == [MarkedText.Piece(cell: 0, bytes: [1, 2, 3])])
    #expect(stream.finish() == [])
  }
}
