// SPDX-License-Identifier: MIT
import SessionWire

/// Texts to be inserted into a source, and the way back from the edited text to the source.
struct SourceEdits {
  private struct Insertion {
    let offset: Int
    let text: String
    /// Of insertions at one place, the lower comes first.
    let order: Int
  }

  /// The source, as UTF-8.
  let source: [UInt8]
  private var insertions: [Insertion] = []
  /// Text behind the source, on lines of its own.
  var trailer = ""

  init(_ source: String) { self.source = Array(source.utf8) }

  /// Inserts a text before the byte at an offset.
  mutating func insert(_ text: String, at offset: Int) {
    insertions.append(Insertion(offset: offset, text: text, order: insertions.count))
  }

  private var sorted: [Insertion] {
    insertions.sorted { ($0.offset, $0.order) < ($1.offset, $1.order) }
  }

  /// The edited text.
  var text: String {
    var bytes: [UInt8] = []
    var position = 0
    for insertion in sorted {
      bytes += source[position..<insertion.offset]
      bytes += insertion.text.utf8
      position = insertion.offset
    }
    bytes += source[position...]
    return String(decoding: bytes, as: UTF8.self) + trailer
  }

  /// The insertions within lines, by line and column in bytes, each from 1; in ascending order.
  var columnInsertions: [ColumnInsertion] {
    let lines = LineTable(source)
    return sorted.filter { !$0.text.hasPrefix("\n") }.map { insertion in
      let (line, column) = lines.bytePlace(of: insertion.offset)
      return ColumnInsertion(line: line, column: column, length: insertion.text.utf8.count)
    }
  }

  /// The offset in the source that a place in the edited text stems from.
  func sourceOffset(of edited: Int) -> Int {
    var shift = 0
    for insertion in sorted {
      let start = insertion.offset + shift
      if edited < start { break }
      let length = insertion.text.utf8.count
      if edited < start + length { return insertion.offset }
      shift += length
    }
    return min(edited - shift, source.count)
  }
}

/// A text's lines, to go from byte offsets to lines and characters.
struct LineTable {
  private let bytes: [UInt8]
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The line, from 1, and the column in characters, from 1.
  func place(of offset: Int) -> (line: Int, column: Int) {
    let line = starts.lastIndex { $0 <= offset } ?? 0
    let before = String(decoding: bytes[starts[line]..<min(offset, bytes.count)], as: UTF8.self)
    return (line + 1, before.count + 1)
  }

  /// The line and the column in bytes, both from 1.
  func bytePlace(of offset: Int) -> (line: Int, column: Int) {
    let line = starts.lastIndex { $0 <= offset } ?? 0
    return (line + 1, offset - starts[line] + 1)
  }

  /// The byte offset of a line and a column in bytes, both from 1.
  func offset(line: Int, byteColumn: Int) -> Int? {
    guard starts.indices.contains(line - 1) else { return nil }
    return min(starts[line - 1] + max(byteColumn - 1, 0), bytes.count)
  }

  /// A line's text, from 1.
  func text(ofLine line: Int) -> String {
    guard starts.indices.contains(line - 1) else { return "" }
    let end = line < starts.count ? starts[line] - 1 : bytes.count
    return String(decoding: bytes[starts[line - 1]..<end], as: UTF8.self)
  }
}
