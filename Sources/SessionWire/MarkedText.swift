// SPDX-License-Identifier: MIT

/// Splits the text of a standard stream by the cells that caused it.
///
/// The session host puts marks into its streams where a task of an earlier cell prints: `00 0E`, the cell's number in
/// eight hexadecimal digits, and `0F`; the number 0 ends what was marked. Marks keep the order of all text exact.
package struct MarkedText: Sendable {
  /// Text, and the cell that caused it; 0 is the one that runs or ran last.
  package struct Piece: Sendable, Equatable {
    package var cell: Int
    package var bytes: [UInt8]

    /// Pairs a text with its cell.
    package init(cell: Int, bytes: [UInt8]) {
      self.cell = cell
      self.bytes = bytes
    }
  }

  private static let opening: [UInt8] = [0x00, 0x0E]
  private static let closing: UInt8 = 0x0F
  private static let length = 11

  private var cell = 0
  /// What may be the beginning of a mark.
  private var held: [UInt8] = []

  /// Begins with text of the running cell.
  package init() {}

  /// Takes bytes as they come; a mark may be split between two calls.
  package mutating func take(_ bytes: [UInt8]) -> [Piece] {
    // Almost all text is without marks.
    if held.isEmpty && !bytes.contains(Self.opening[0]) { return pieces(bytes[...]) }
    let all = held + bytes
    held = []
    var pieces: [Piece] = []
    var start = all.startIndex
    while let place = all[start...].firstIndex(of: Self.opening[0]) {
      pieces += self.pieces(all[start..<place])
      let candidate = all[place...].prefix(Self.length)
      if let number = Self.number(candidate) {
        cell = number
        start = place + Self.length
      } else if candidate.count < Self.length && Self.mayBegin(candidate) {
        held = Array(candidate)
        return pieces
      } else {
        pieces += self.pieces(all[place...place])
        start = place + 1
      }
    }
    return pieces + self.pieces(all[start...])
  }

  /// Gives out what was held back in vain.
  package mutating func finish() -> [Piece] {
    defer { held = [] }
    return pieces(held[...])
  }

  private func pieces(_ bytes: ArraySlice<UInt8>) -> [Piece] {
    bytes.isEmpty ? [] : [Piece(cell: cell, bytes: Array(bytes))]
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count == length, bytes.starts(with: opening), bytes.last == closing else {
      return nil
    }
    return Int(String(decoding: bytes.dropFirst(2).dropLast(), as: UTF8.self), radix: 16)
  }

  private static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    zip(bytes, opening).allSatisfy { $0 == $1 }
      && bytes.dropFirst(2).allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }
}
