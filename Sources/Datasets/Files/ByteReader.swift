// SPDX-License-Identifier: MIT

/// Bytes of a file, read one number after another; whatever is not there gives an error.
struct ByteReader {
  let path: String
  let bytes: ArraySlice<UInt8>
  let isBigEndian: Bool
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>, path: String, isBigEndian: Bool = false) {
    (self.bytes, self.path, self.isBigEndian) = (bytes, path, isBigEndian)
    position = bytes.startIndex
  }

  init(_ bytes: [UInt8], path: String, isBigEndian: Bool = false) {
    self.init(bytes[...], path: path, isBigEndian: isBigEndian)
  }

  /// How many bytes follow.
  var rest: Int { bytes.endIndex - position }

  /// The next bytes.
  mutating func take(_ count: Int) throws(DatasetError) -> ArraySlice<UInt8> {
    if count < 0 || count > rest {
      throw .corrupt(path: path, reason: "it ends too early")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Passes over bytes; beyond the end there are none.
  mutating func skip(_ count: Int) { position = min(position + max(count, 0), bytes.endIndex) }

  /// The next bytes as a number without sign.
  mutating func unsigned(byteCount: Int) throws(DatasetError) -> UInt64 {
    let part = try take(byteCount)
    return isBigEndian
      ? part.reduce(0) { $0 << 8 | UInt64($1) } : part.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The next two bytes as a number.
  mutating func uint16() throws(DatasetError) -> Int { Int(try unsigned(byteCount: 2)) }

  /// The next four bytes as a number.
  mutating func uint32() throws(DatasetError) -> Int { Int(try unsigned(byteCount: 4)) }

  /// The number of elements of some sizes, all of which must follow.
  func count(of sizes: [Int], elementSize: Int) throws(DatasetError) -> Int {
    var count = 1
    for size in sizes {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      if size < 0 || isTooLarge || product > rest / elementSize {
        throw .corrupt(path: path, reason: "it is too short for the sizes \(sizes)")
      }
      count = product
    }
    return count
  }

  /// Makes sure that the next bytes are these.
  mutating func expect(
    _ signature: some Collection<UInt8>, _ what: String
  ) throws(DatasetError) {
    let count = min(signature.count, rest)
    if try !take(count).elementsEqual(signature) {
      throw .corrupt(path: path, reason: "it is not \(what)")
    }
  }
}
