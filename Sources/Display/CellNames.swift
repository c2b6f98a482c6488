// SPDX-License-Identifier: MIT

/// Removes from a text the module names that the student never wrote.
package enum CellNames {
  private static let cellModule = Array("LecternCell".utf8)
  private static let standardModule = Array("Swift.".utf8)
  private static let localContext = Array("(unknown context at $".utf8)

  /// The text without the modules of cells, and on request without the standard library's.
  package static func strip(_ text: String, standardLibrary: Bool = false) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let isNameStart = index == 0 || !isNamePart(bytes[index - 1])
      let skipped = isNameStart ? prefixLength(bytes[index...], standardLibrary) : 0
      if skipped == 0 { kept.append(bytes[index]) }
      index += max(skipped, 1)
    }
    return kept.count == bytes.count ? text : String(decoding: kept, as: UTF8.self)
  }

  /// How many bytes at the start form a module prefix.
  private static func prefixLength(_ bytes: ArraySlice<UInt8>, _ standardLibrary: Bool) -> Int {
    if standardLibrary, bytes.starts(with: standardModule) { return standardModule.count }
    if bytes.starts(with: localContext) {
      guard let close = bytes.firstIndex(of: UInt8(ascii: ")")) else { return 0 }
      let hasDot = close + 1 < bytes.endIndex && bytes[close + 1] == UInt8(ascii: ".")
      return close - bytes.startIndex + (hasDot ? 2 : 1)
    }
    guard bytes.starts(with: cellModule) else { return 0 }
    let digits = bytes.dropFirst(cellModule.count).prefix { (48...57).contains($0) }
    guard !digits.isEmpty, digits.endIndex < bytes.endIndex,
      bytes[digits.endIndex] == UInt8(ascii: ".")
    else { return 0 }
    return cellModule.count + digits.count + 1
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte == 95 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || byte >= 128
  }
}
