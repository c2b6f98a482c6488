// SPDX-License-Identifier: MIT

/// How much text one cell may print into the notebook: its beginning and its end, with a note between them.
///
/// A notebook with many megabytes of text can hardly be opened or saved; a loop that prints without end would fill it.
struct TextAllowance: Sendable {
  /// The bytes of each stream that pass as they come.
  static let limit = 4_000_000
  /// The bytes of the end that are kept.
  static let tailLimit = 16_000

  private var passed = 0
  private var omitted = 0
  private var tail: [UInt8] = []

  /// Takes text and returns what may go out at once.
  mutating func admit(_ bytes: [UInt8]) -> [UInt8] {
    guard passed < Self.limit else {
      keep(bytes[...])
      return []
    }
    passed += bytes.count
    if passed < Self.limit { return bytes }
    let room = bytes.count - (passed - Self.limit)
    let end = bytes[..<room].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? room
    keep(bytes[end...])
    return Array(bytes[..<end]) + Self.note
  }

  /// What is to be said at the end of the cell: how much is left out, and the last lines.
  mutating func finish() -> [UInt8] {
    defer { tail = [] }
    guard omitted > 0 || !tail.isEmpty else { return [] }
    if omitted > 0, let line = tail.firstIndex(of: UInt8(ascii: "\n")) {
      omitted += line + 1
      tail.removeFirst(line + 1)
    }
    let note = omitted > 0 ? Array("… \(Self.size(omitted)) are left out here …\n".utf8) : []
    return note + tail
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    tail += bytes
    guard tail.count > 2 * Self.tailLimit else { return }
    let excess = tail.count - Self.tailLimit
    omitted += excess
    tail.removeFirst(excess)
  }

  private static let note = Array(
    """
    … this cell prints more than \(size(limit)): the rest is left out, but for its last lines. \
    Print less, or write it to a file.\n
    """.utf8)

  private static func size(_ bytes: Int) -> String {
    bytes < 1_000_000 ? "\((bytes + 999) / 1000) kB" : "\((bytes + 500_000) / 1_000_000) MB"
  }
}
