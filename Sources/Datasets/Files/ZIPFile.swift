// SPDX-License-Identifier: MIT

/// An archive of files, each stored or deflated, with a directory at its end.
struct ZIPFile {
  private static let directorySignature = 0x0201_4b50
  private static let fileSignature = 0x0403_4b50
  private static let endSignature: [UInt8] = [0x50, 0x4b, 5, 6]
  private static let endSize = 22

  /// A file of the archive.
  struct Entry {
    let name: String
    fileprivate let method: Int
    fileprivate let checksum: UInt32
    fileprivate let packedSize: Int
    fileprivate let size: Int
    fileprivate let place: Int
  }

  let path: String
  let entries: [Entry]
  private let bytes: [UInt8]

  /// Reads an archive's directory.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    (self.bytes, self.path) = (bytes, path)
    guard let end = Self.endOfDirectory(bytes) else {
      throw .corrupt(path: path, reason: "it has no directory of a zip archive at its end")
    }
    var reader = ByteReader(bytes[end...], path: path)
    reader.skip(10)
    let count = try reader.uint16()
    reader.skip(4)
    let place = try reader.uint32()
    if place > end { throw .corrupt(path: path, reason: "its directory is not where it says") }
    var directory = ByteReader(bytes[place..<end], path: path)
    var entries: [Entry] = []
    for _ in 0..<count { entries.append(try Self.entry(&directory)) }
    self.entries = entries
  }

  /// The content of a file, or nil if the archive does not hold it.
  func content(of name: String) throws(DatasetError) -> [UInt8]? {
    guard let entry = entries.first(where: { $0.name == name }) else { return nil }
    return try content(of: entry)
  }

  /// The content of a file, checked.
  func content(of entry: Entry) throws(DatasetError) -> [UInt8] {
    let inside = "\(path):\(entry.name)"
    var reader = ByteReader(bytes, path: inside)
    reader.skip(entry.place)
    if try reader.uint32() != Self.fileSignature {
      throw .corrupt(path: inside, reason: "its place in the archive is wrong")
    }
    reader.skip(22)
    let (nameSize, extraSize) = (try reader.uint16(), try reader.uint16())
    reader.skip(nameSize + extraSize)
    let packed = try reader.take(entry.packedSize)
    let content: [UInt8]
    switch entry.method {
    case 0: content = Array(packed)
    case 8: content = try Inflation.inflate(packed, .none, most: entry.size, path: inside)
    default: throw .corrupt(path: inside, reason: "it is packed by method \(entry.method)")
    }
    try Fingerprint(byteCount: entry.size, crc32: entry.checksum).verify(content, path: inside)
    return content
  }

  /// Where the last record begins; a comment of any length may follow it.
  private static func endOfDirectory(_ bytes: [UInt8]) -> Int? {
    let latest = bytes.count - endSize
    guard latest >= 0 else { return nil }
    return (max(0, latest - 0xffff)...latest).reversed().first {
      bytes[$0] == endSignature[0] && bytes[$0..<$0 + 4].elementsEqual(endSignature)
    }
  }

  private static func entry(_ reader: inout ByteReader) throws(DatasetError) -> Entry {
    if try reader.uint32() != directorySignature {
      throw .corrupt(path: reader.path, reason: "its directory is damaged")
    }
    reader.skip(6)
    let method = try reader.uint16()
    reader.skip(4)
    let checksum = UInt32(truncatingIfNeeded: try reader.uint32())
    let (packedSize, size) = (try reader.uint32(), try reader.uint32())
    let (nameSize, extraSize) = (try reader.uint16(), try reader.uint16())
    let commentSize = try reader.uint16()
    reader.skip(8)
    let place = try reader.uint32()
    let name = String(decoding: try reader.take(nameSize), as: UTF8.self)
    _ = try reader.take(extraSize + commentSize)
    return Entry(
      name: name, method: method, checksum: checksum, packedSize: packedSize, size: size,
      place: place)
  }
}
