// SPDX-License-Identifier: MIT
import SessionWire

/// The text being edited, behind the imports that let SourceKit see the session.
///
/// Completion reads no further than the cursor, so the imports come first here.
struct SessionDocument {
  let text: String
  /// The student's part, as UTF-8.
  let source: [UInt8]
  /// How many bytes stand before the student's part.
  let lead: Int

  init(source: String, names: SessionNames) {
    self.source = Array(source.utf8)
    let all = Set(names.cells.flatMap { $0.declarations.map(\.name) })
    // `@testable` makes the internal names of cells visible without opening up the standard library.
    let scoped = names.scopedImports(using: all, declaring: []).map { "@testable \($0)" }
    let lines = ["import Display"] + names.imports + scoped
    let head = lines.joined(separator: "\n") + "\n"
    lead = head.utf8.count
    text = head + source + "\n"
  }

  /// The byte offset of a position in Unicode scalars, kept inside the text.
  func byteOffset(ofScalar position: Int) -> Int {
    let scalars = String(decoding: source, as: UTF8.self).unicodeScalars
    return scalars.prefix(max(position, 0)).reduce(0) { $0 + $1.utf8.count }
  }

  /// The position in Unicode scalars of a byte offset.
  func scalarPosition(ofByte offset: Int) -> Int {
    String(decoding: source[..<min(offset, source.count)], as: UTF8.self).unicodeScalars.count
  }

  /// The start of the identifier that ends at or holds a byte offset.
  func identifierStart(at offset: Int) -> Int {
    var start = offset
    while start > 0 && Self.isIdentifier(source[start - 1]) { start -= 1 }
    return start
  }

  /// The end of the identifier that starts at a byte offset.
  func identifierEnd(from offset: Int) -> Int {
    var end = offset
    while end < source.count && Self.isIdentifier(source[end]) { end += 1 }
    return end
  }

  /// The identifier under a position, or before it across brackets and spaces, as in `sample(`.
  func identifierNear(_ offset: Int) -> Int? {
    var position = min(offset, source.count)
    if position < source.count && Self.isIdentifier(source[position]) {
      return identifierStart(at: position)
    }
    while position > 0 {
      if Self.isIdentifier(source[position - 1]) { return identifierStart(at: position) }
      guard [0x20, 0x28, 0x5b, 0x2e].contains(source[position - 1]) else { return nil }
      position -= 1
    }
    return nil
  }

  /// Letters, digits, `_`, and every byte of a character beyond ASCII.
  private static func isIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...: true
    default: false
    }
  }
}
