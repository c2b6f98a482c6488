// SPDX-License-Identifier: MIT
import SessionWire

/// Texts to be inserted into a cell; nothing of the student's is ever removed or moved to another line.
struct SourceEdits {
  /// One insertion.
  struct Insertion: Equatable {
    /// Where, in bytes of the student's text.
    var offset: Int
    var text: String
    /// The place in the student's text that a message about the inserted text means.
    var anchor: Int
  }

  private(set) var insertions: [Insertion] = []

  /// Inserts a text; of several at one place, the one inserted first comes first.
  mutating func insert(_ text: String, at offset: Int, anchor: Int? = nil) {
    insertions.append(Insertion(offset: offset, text: text, anchor: anchor ?? offset))
  }

  /// Carries out the insertions and appends generated lines.
  func apply(to source: String, appending tail: [String]) -> RewrittenCell {
    let ordered = insertions.enumerated()
      .sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
      .map(\.element)
    var bytes = [UInt8]()
    var position = 0
    let original = Array(source.utf8)
    for insertion in ordered {
      bytes += original[position..<insertion.offset]
      bytes += Array(insertion.text.utf8)
      position = insertion.offset
    }
    bytes += original[position...]
    let bodyLength = bytes.count
    let end = tail.map { "\n\($0)" }.joined()
    return RewrittenCell(
      source: source, text: String(decoding: bytes, as: UTF8.self) + end + "\n",
      insertions: ordered, bodyLength: bodyLength)
  }
}

/// A cell as the compiler sees it, and the way back to what the student wrote.
struct RewrittenCell: Sendable {
  /// A place of the rewritten text, seen from the student's.
  enum Place: Equatable {
    /// In the student's own text.
    case written(Int)
    /// In inserted text that belongs to a place of the student's.
    case inserted(Int)
    /// In the generated lines after the end.
    case appended
  }

  /// The student's text.
  let source: String
  /// The rewritten text.
  let text: String
  fileprivate let insertions: [SourceEdits.Insertion]
  fileprivate let bodyLength: Int

  /// The insertions within lines, by the student's lines and columns in bytes, in ascending order.
  var columnInsertions: [ColumnInsertion] {
    let lines = LineTable(source)
    return insertions.filter { !$0.text.hasPrefix("\n") }.map { insertion in
      let line = lines.line(at: insertion.offset)
      let start = lines.offset(line: line, byteColumn: 1)
      return ColumnInsertion(
        line: line, column: insertion.offset - start + 1, length: insertion.text.utf8.count)
    }
  }

  /// Finds the place in the student's text of an offset in the rewritten one.
  func place(of offset: Int) -> Place {
    guard offset <= bodyLength else { return .appended }
    var shift = 0
    for insertion in insertions {
      let start = insertion.offset + shift
      if offset < start { break }
      let end = start + insertion.text.utf8.count
      if offset < end { return .inserted(insertion.anchor) }
      shift += end - start
    }
    return .written(offset - shift)
  }
}

extension SourceEdits.Insertion: Sendable {}
