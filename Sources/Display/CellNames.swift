// SPDX-License-Identifier: MIT

/// Removes from a text the module names that the student never wrote.
package enum CellNames {
  private static let cellModule = Array("LecternCell".utf8)
  /// The standard library, and what `import Generative` brings.
  private static let libraryModules = [
    "Swift", "Datasets", "Display", "Distributions", "Evaluation", "Figures", "Generative",
    "Grading", "Layers", "Learning", "Models", "Tensors", "Widgets",
  ].map { Array("\($0).".utf8) }
  private static let localContext = Array("(unknown context at $".utf8)

  /// The text without the modules of cells, and on request without the libraries'.
  package static func strip(_ text: String, libraries: Bool = false) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let isNameStart = index == 0 || !isNamePart(bytes[index - 1])
      let skipped = isNameStart ? prefixLength(bytes[index...], libraries) : 0
      if skipped == 0 { kept.append(bytes[index]) }
      index += max(skipped, 1)
    }
    return kept.count == bytes.count ? text : String(decoding: kept, as: UTF8.self)
  }

  /// How many bytes at the start form a module prefix.
  private static func prefixLength(_ bytes: ArraySlice<UInt8>, _ libraries: Bool) -> Int {
    if libraries, let module = libraryModules.first(where: bytes.starts(with:)) {
      return module.count
    }
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
