// SPDX-License-Identifier: MIT

/// A file of variables in the format of MATLAB 5, compressed or not.
///
/// Matrices of real numbers, texts and cells of them are decoded; other variables are passed over.
struct MATFile {
  private static let headerSize = 128
  /// No variable of the sets is larger than this, unpacked.
  private static let largest = 1 << 28

  let path: String
  private(set) var variables: [String: MATVariable] = [:]

  /// Decodes a file's content.
  init(_ content: [UInt8], path: String) throws(DatasetError) {
    self.path = path
    guard content.count >= Self.headerSize else {
      throw .corrupt(path: path, reason: "it is shorter than the header of a MATLAB file")
    }
    let isBigEndian = content[126..<128].elementsEqual("MI".utf8)
    let version = isBigEndian ? content[124] : content[125]
    guard isBigEndian || content[126..<128].elementsEqual("IM".utf8), version == 1 else {
      throw .corrupt(path: path, reason: "it is not a file of MATLAB 5")
    }
    var reader = ByteReader(
      content[Self.headerSize...], path: path, isBigEndian: isBigEndian)
    while reader.rest > 0 {
      if let variable = try Self.variable(&reader) { variables[variable.name] = variable }
    }
  }

  /// A variable that the file must have.
  func variable(_ name: String) throws(DatasetError) -> MATVariable {
    guard let variable = variables[name] else {
      throw .corrupt(path: path, reason: "it has no variable \(name)")
    }
    return variable
  }

  private static func variable(_ reader: inout ByteReader) throws(DatasetError) -> MATVariable? {
    let element = try MATElement(&reader)
    switch element.type {
    case MATElement.compressed:
      let content = try Inflation.inflate(
        element.content, .zlib, most: largest, path: reader.path)
      var inner = ByteReader(content, path: reader.path, isBigEndian: reader.isBigEndian)
      let matrix = try MATElement(&inner)
      return matrix.type == MATElement.matrix ? try MATVariable(matrix, depth: 0) : nil
    case MATElement.matrix: return try MATVariable(element, depth: 0)
    default: return nil
    }
  }
}

/// One piece of a MATLAB file: a type, a size, and bytes padded to a multiple of eight.
struct MATElement {
  static let matrix = 14
  static let compressed = 15

  let type: Int
  let content: ArraySlice<UInt8>
  let reader: ByteReader

  init(_ reader: inout ByteReader) throws(DatasetError) {
    let tag = try reader.uint32()
    let isSmall = tag >> 16 != 0
    type = isSmall ? tag & 0xffff : tag
    let size = isSmall ? tag >> 16 : try reader.uint32()
    if isSmall && size > 4 {
      throw .corrupt(path: reader.path, reason: "a small element of it has \(size) bytes")
    }
    content = try reader.take(size)
    if type != Self.compressed { reader.skip(isSmall ? 4 - size : -size & 7) }
    self.reader = ByteReader(content, path: reader.path, isBigEndian: reader.isBigEndian)
  }

  /// Whole numbers of four bytes, such as sizes.
  func integers() throws(DatasetError) -> [Int] {
    var (reader, integers) = (reader, [Int]())
    while reader.rest > 0 { integers.append(try reader.uint32()) }
    return integers
  }
}
