// SPDX-License-Identifier: MIT

/// A place in a text, in the units of the front ends and in those of the compiler.
struct TextPosition {
  /// The offset in Unicode scalars.
  let scalars: Int
  /// The offset in UTF-8 bytes.
  let bytes: Int

  /// Finds a place; one outside the text counts as the nearer end.
  init(scalars: Int, in text: String) {
    let all = text.unicodeScalars
    let index =
      all.index(
        all.startIndex, offsetBy: max(0, scalars), limitedBy: all.endIndex) ?? all.endIndex
    self.scalars = all.distance(from: all.startIndex, to: index)
    bytes = text.utf8.distance(from: text.startIndex, to: index)
  }

  /// Finds the place of a byte offset, which must not split a character's code.
  init(bytes: Int, in text: String) {
    let index = text.utf8.index(text.startIndex, offsetBy: bytes)
    self.bytes = bytes
    scalars = text.unicodeScalars.distance(from: text.startIndex, to: index)
  }
}
