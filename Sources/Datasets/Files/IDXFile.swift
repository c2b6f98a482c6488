// SPDX-License-Identifier: MIT

import Tensors

/// A file of unsigned bytes in the format of the MNIST archive.
///
/// Two zero bytes, the type 8, the number of axes; a big-endian 32-bit size for each axis; then the bytes.
enum IDXFile {
  private static let byteType: UInt8 = 8
  private static let chunkSize = 1 << 18

  /// Reads images, each byte as a grey from 0 to 1.
  static func images(path: String) throws(DatasetError) -> Tensor {
    let file = try GzipFile(path: path)
    let sizes = try header(of: file, rank: 3)
    let greys = (0...255).map { Float($0) / 255 }
    let images = try Tensor(shape: Shape(sizes)) { target throws(DatasetError) in
      var start = 0
      while start < target.count {
        let bytes = try file.read(min(chunkSize, target.count - start))
        decode(bytes, by: greys, into: UnsafeMutableBufferPointer(rebasing: target[start...]))
        start += bytes.count
      }
    }
    try file.expectEnd()
    return images
  }

  /// Reads labels.
  static func labels(path: String, classCount: Int) throws(DatasetError) -> [Int] {
    let file = try GzipFile(path: path)
    let sizes = try header(of: file, rank: 1)
    let labels = try file.read(sizes[0]).map { Int($0) }
    try file.expectEnd()
    if let wrong = labels.first(where: { $0 >= classCount }) {
      throw .corrupt(path: path, reason: "label \(wrong) is not below \(classCount)")
    }
    return labels
  }

  private static func header(
    of file: borrowing GzipFile, rank: Int
  ) throws(DatasetError) -> [Int] {
    let magic = try file.read(4)
    guard magic == [0, 0, byteType, UInt8(rank)] else {
      throw .corrupt(
        path: file.path, reason: "it does not begin as an idx file of bytes with \(rank) axes")
    }
    let bytes = try file.read(4 * rank)
    let sizes = (0..<rank).map { axis in
      bytes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for size in sizes {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      if isTooLarge || product > file.greatestSize {
        throw .corrupt(path: file.path, reason: "it is too short for the sizes \(sizes)")
      }
      count = product
    }
    return sizes
  }

  private static func decode(
    _ bytes: [UInt8], by table: [Float], into target: UnsafeMutableBufferPointer<Float>
  ) {
    bytes.withUnsafeBufferPointer { bytes in
      table.withUnsafeBufferPointer { table in
        for index in bytes.indices { target[index] = table[Int(bytes[index])] }
      }
    }
  }
}
