// SPDX-License-Identifier: MIT

import Tensors

/// A file of unsigned bytes in the format of the MNIST archive.
///
/// Two zero bytes, the type 8, the number of axes; a big-endian 32-bit size for each axis; then the bytes.
struct IDXFile {
  private static let byteType: UInt8 = 8

  let path: String
  let sizes: [Int]
  let values: ArraySlice<UInt8>

  /// Decodes a file's content.
  init(_ content: [UInt8], rank: Int, path: String) throws(DatasetError) {
    var reader = ByteReader(content, path: path, isBigEndian: true)
    guard try reader.take(4).elementsEqual([0, 0, Self.byteType, UInt8(rank)]) else {
      throw .corrupt(
        path: path, reason: "it does not begin as an idx file of bytes with \(rank) axes")
    }
    var sizes: [Int] = []
    for _ in 0..<rank { sizes.append(try reader.uint32()) }
    let count = try reader.count(of: sizes, elementSize: 1)
    if count < reader.rest {
      throw .corrupt(path: path, reason: "it is longer than its header says")
    }
    (self.path, self.sizes) = (path, sizes)
    values = try reader.take(count)
  }

  /// The values as greys, where one of them is 1.
  func greys(white: Int = 255) -> Tensor { Greys.tensor(values, white: white, shape: Shape(sizes)) }

  /// The values as classes.
  func labels(classCount: Int) throws(DatasetError) -> [Int] {
    if let wrong = values.first(where: { $0 >= classCount }) {
      throw .corrupt(path: path, reason: "label \(wrong) is not below \(classCount)")
    }
    return values.map { Int($0) }
  }
}

/// Turns bytes into greys.
enum Greys {
  /// Each byte divided by the one that means white.
  static func tensor(_ bytes: ArraySlice<UInt8>, white: Int = 255, shape: Shape) -> Tensor {
    let white = Float(white)
    return Tensor(shape: shape) { target in
      bytes.withUnsafeBufferPointer { bytes in
        for index in 0..<target.count { target[index] = Float(bytes[index]) / white }
      }
    }
  }

  /// Images that a file stores column by column, upright.
  static func columnMajor(
    _ bytes: ArraySlice<UInt8>, height: Int, width: Int, white: Int = 255
  ) -> Tensor {
    let count = bytes.count / (height * width)
    return tensor(bytes, white: white, shape: [count, width, height]).transposed(0, 2, 1)
  }
}
