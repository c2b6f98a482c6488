// SPDX-License-Identifier: MIT

/// A text that is edited while places in it are remembered.
struct AnchoredText {
  private(set) var bytes: [UInt8] = []
  /// The remembered places, in bytes; edits before a place move it.
  private(set) var anchors: [Int] = []

  /// The text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends a text.
  mutating func append(_ text: String) { bytes += Array(text.utf8) }

  /// Remembers a place; the result tells it later.
  mutating func anchor(at offset: Int) -> Int {
    anchors.append(offset)
    return anchors.count - 1
  }

  /// Replaces a range; places within it stay at its start.
  mutating func replace(_ range: Range<Int>, with text: String) {
    let replacement = Array(text.utf8)
    bytes.replaceSubrange(range, with: replacement)
    let shift = replacement.count - range.count
    for index in anchors.indices where anchors[index] > range.lowerBound {
      anchors[index] =
        anchors[index] >= range.upperBound ? anchors[index] + shift : range.lowerBound
    }
  }
}
