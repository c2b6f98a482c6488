// SPDX-License-Identifier: MIT

import CZlib
import Glibc

/// A file read from its beginning, compressed by gzip or not.
///
/// The end is checked: a file that is cut off or whose checksum is wrong gives an error, not fewer bytes.
struct GzipFile: ~Copyable {
  private static let chunkSize = 1 << 20

  let path: String
  private let file: gzFile

  init(path: String) throws(DatasetError) {
    self.path = path
    guard let file = gzopen(path, "rb") else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    gzbuffer(file, 1 << 18)
    self.file = file
  }

  deinit { gzclose_r(file) }

  /// No content is longer than this: deflate shrinks at most by a factor of 1032.
  var greatestSize: Int {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) * 1032 : 0
  }

  /// All bytes from here to the end.
  ///
  /// Memory grows with what is there, so that no header can claim more than the file holds; only a size that is known
  /// from elsewhere is reserved at once.
  /// - Throws: `DatasetError.wrongSize` where there are more bytes than expected.
  func readAll(most: Int, reserved: Int = 0) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(reserved)
    while true {
      let room = min(Self.chunkSize, most - bytes.count + 1)
      let part = try readPart(room)
      if part.isEmpty { return bytes }
      bytes += part
      if bytes.count > most {
        throw .wrongSize(path: path, found: "more than \(most) bytes", expected: "\(most)")
      }
    }
  }

  /// Reads exactly so many bytes.
  ///
  /// - Throws: `DatasetError.corrupt` where the file ends before.
  func read(_ count: Int) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let part = try readPart(min(Self.chunkSize, count - bytes.count))
      if part.isEmpty { throw .corrupt(path: path, reason: "it ends too early") }
      bytes += part
    }
    return bytes
  }

  /// Runs through what is left, so that a damage in it is noticed.
  func skipRest() throws(DatasetError) {
    while try !readPart(Self.chunkSize).isEmpty {}
  }

  /// Reads as many bytes as come at once; none at the end.
  private func readPart(_ most: Int) throws(DatasetError) -> [UInt8] {
    var count: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
      count = gzread(file, buffer.baseAddress, UInt32(most))
      filled = Int(max(count, 0))
    }
    var status: Int32 = Z_OK
    let message = gzerror(file, &status)
    // At the end of a file that is cut off, zlib gives what there is and this status.
    if count >= 0, status == Z_OK || (status == Z_BUF_ERROR && count > 0) { return bytes }
    let reason =
      status == Z_ERRNO ? strerror(errno).map { String(cString: $0) } : words(message, status)
    throw .corrupt(path: path, reason: reason ?? "it cannot be read")
  }

  /// What zlib says, without the path that it puts before.
  private func words(_ message: UnsafePointer<CChar>?, _ status: Int32) -> String {
    if status == Z_BUF_ERROR { return "it ends too early" }
    let text = message.map { String(cString: $0) } ?? ""
    return text.hasPrefix(path + ": ") ? String(text.dropFirst(path.count + 2)) : text
  }
}

extension GzipFile {
  /// The whole content of a file.
  static func content(at path: String) throws(DatasetError) -> [UInt8] {
    let file = try GzipFile(path: path)
    return try file.readAll(most: file.greatestSize)
  }
}
