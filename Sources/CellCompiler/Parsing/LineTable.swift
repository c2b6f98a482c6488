// SPDX-License-Identifier: MIT

/// Where the lines of a text begin, to turn byte offsets into lines and columns and back.
struct LineTable {
  private let bytes: [UInt8]
  private let starts: [Int]

  /// Finds the lines of a text.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The number of lines.
  var count: Int { starts.count }

  /// The line, from 1, of a byte offset; offsets outside the text count as its ends.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column, from 1 and in characters, of a byte offset.
  func column(at offset: Int) -> Int {
    let start = starts[line(at: offset) - 1]
    return text(start..<max(start, min(offset, bytes.count))).count + 1
  }

  /// The byte offset of a line, from 1, and a column in bytes, from 1.
  func offset(line: Int, byteColumn: Int) -> Int {
    guard line >= 1 else { return 0 }
    guard line <= starts.count else { return bytes.count }
    return min(starts[line - 1] + max(byteColumn - 1, 0), bytes.count)
  }

  /// The text of a line, from 1, without its end.
  func text(line: Int) -> String {
    guard starts.indices.contains(line - 1) else { return "" }
    let end = line < starts.count ? starts[line] - 1 : bytes.count
    let content = text(starts[line - 1]..<end)
    return content.hasSuffix("\r") ? String(content.dropLast()) : content
  }

  /// The text of a range of bytes, cut to the whole text.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }
}
