// SPDX-License-Identifier: MIT

import Tensors

/// An array in the format of NumPy: a header in the words of Python, then the elements.
struct NPYFile {
  let path: String
  let sizes: [Int]
  /// The elements, the last axis fastest.
  let values: [Float]

  var tensor: Tensor { Tensor(values, shape: Shape(sizes)) }

  /// Decodes a file's content.
  init(_ content: [UInt8], path: String) throws(DatasetError) {
    var reader = ByteReader(content, path: path)
    try reader.expect("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }, "an npy file")
    let version = try reader.uint16() & 0xff
    let size = version == 1 ? try reader.uint16() : try reader.uint32()
    let header = String(decoding: try reader.take(size), as: UTF8.self)
    guard let type = Self.value(of: "descr", in: header).flatMap(NPYType.init),
      let sizes = Self.value(of: "shape", in: header).flatMap(Self.sizes)
    else { throw .corrupt(path: path, reason: "its header is \(header.prefix(80))") }
    let count = try reader.count(of: sizes, elementSize: type.size)
    if count * type.size != reader.rest {
      throw .corrupt(path: path, reason: "it is longer than its header says")
    }
    (self.path, self.sizes) = (path, sizes)
    let values = type.decode(try reader.take(count * type.size))
    let isFortran = Self.value(of: "fortran_order", in: header) == "True"
    self.values = isFortran && sizes.count > 1 ? Self.reordered(values, sizes) : values
  }

  /// The text that belongs to a key of the header's dictionary.
  private static func value(of key: String, in header: String) -> String? {
    guard let start = header.firstRange(of: "'\(key)':")?.upperBound else { return nil }
    let rest = header[start...].drop { $0 == " " }
    let end = rest.first == "(" ? ")" : ","
    return rest.firstRange(of: end).map { String(rest[..<$0.lowerBound]) }
  }

  private static func sizes(_ text: String) -> [Int]? {
    let parts = text.drop { $0 == "(" }.split { $0 == "," || $0 == " " }
    let sizes = parts.compactMap { Int($0) }
    return sizes.count == parts.count && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
  }

  private static func reordered(_ values: [Float], _ sizes: [Int]) -> [Float] {
    Tensor(values, shape: Shape(sizes.reversed())).transposed().scalars
  }
}

/// How the elements of an npy file are written, such as `<f4`.
private struct NPYType {
  let kind: Character
  let size: Int
  let isBigEndian: Bool

  init?(_ text: String) {
    let letters = text.filter { $0 != "'" && $0 != "\"" }
    guard letters.count == 3, let order = letters.first, let size = Int(letters.suffix(1)),
      let kind = letters.dropFirst().first
    else { return nil }
    let sizes: [Character: [Int]] = [
      "b": [1], "u": [1, 2, 4, 8], "i": [1, 2, 4, 8], "f": [4, 8],
    ]
    guard "<>|=".contains(order), sizes[kind]?.contains(size) == true else { return nil }
    (self.kind, self.size, isBigEndian) = (kind, size, order == ">")
  }

  func decode(_ bytes: ArraySlice<UInt8>) -> [Float] {
    if size == 1, kind != "i" { return bytes.map { Float($0) } }
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { start in
      var bits: UInt64 = 0
      for place in 0..<size {
        bits = bits << 8 | UInt64(bytes[start + (isBigEndian ? place : size - 1 - place)])
      }
      return number(bits)
    }
  }

  private func number(_ bits: UInt64) -> Float {
    switch (kind, size) {
    case ("f", 4): return Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    case ("f", _): return Float(Double(bitPattern: bits))
    case ("i", _):
      let unused = UInt64(64 - 8 * size)
      return Float(Int64(bitPattern: bits << unused) >> Int64(unused))
    default: return Float(bits)
    }
  }
}
