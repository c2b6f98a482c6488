// SPDX-License-Identifier: MIT

/// An archive of files one after another, each behind a block that names it, usually packed by gzip.
enum TARFile {
  private static let blockSize = 512

  /// The contents of the files whose names are wanted, read in one pass.
  static func contents(
    of wanted: [String: Int], path: String
  ) throws(DatasetError) -> [String: [UInt8]] {
    let file = try GzipFile(path: path)
    var found: [String: [UInt8]] = [:]
    while found.count < wanted.count {
      let block = try file.read(blockSize)
      if block.allSatisfy({ $0 == 0 }) { break }
      let entry = try header(block, path: path)
      let name = String(entry.name.split(separator: "/").last ?? "")
      if let size = wanted[name] {
        if entry.size != size {
          throw .wrongSize(
            path: "\(path):\(name)", found: "\(entry.size) bytes", expected: "\(size)")
        }
        found[name] = try file.read(size)
        _ = try file.read(-size & (blockSize - 1))
      } else {
        var rest = (entry.size + blockSize - 1) / blockSize * blockSize
        while rest > 0 { rest -= try file.read(min(rest, 1 << 20)).count }
      }
    }
    // The checksum of all stands at the end.
    try file.skipRest()
    return found
  }

  private static func header(
    _ block: [UInt8], path: String
  ) throws(DatasetError) -> (name: String, size: Int) {
    // The checksum is taken with blanks in its own place.
    let sum = block.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
    }
    guard let size = octal(block[124..<136]), octal(block[148..<156]) == sum else {
      throw .corrupt(path: path, reason: "it is not a tar archive")
    }
    return (String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self), size)
  }

  private static func octal(_ digits: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: digits.prefix { $0 != 0 }, as: UTF8.self)
    return Int(text.filter { $0 != " " }, radix: 8)
  }
}
