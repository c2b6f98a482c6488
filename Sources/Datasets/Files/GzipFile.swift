// SPDX-License-Identifier: MIT

import CZlib
import Glibc

/// A file read from its beginning, compressed by gzip or not.
///
/// The end is checked: a file that is cut off or whose checksum is wrong gives an error, not fewer bytes.
struct GzipFile: ~Copyable {
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

  /// Fills the buffer.
  ///
  /// - Throws: `DatasetError.corrupt` where the file ends before.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) {
    var filled = 0
    while filled < buffer.count {
      let part = try readPart(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if part == 0 {
        throw .corrupt(path: path, reason: "it ends too early")
      }
      filled += part
    }
  }

  /// Reads bytes.
  func read(_ count: Int) throws(DatasetError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(DatasetError) in try read(into: buffer) }
    }
    try result.get()
    return bytes
  }

  /// Makes sure that nothing follows, and that the checksum at the end is right.
  func expectEnd() throws(DatasetError) {
    var byte: UInt8 = 0
    let rest = try withUnsafeMutableBytes(of: &byte) { buffer throws(DatasetError) in
      try readPart(buffer)
    }
    if rest > 0 { throw .corrupt(path: path, reason: "it is longer than its header says") }
  }

  /// Reads as many bytes as come at once; none at the end.
  private func readPart(_ buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(min(buffer.count, 1 << 30)))
    var status: Int32 = Z_OK
    let message = gzerror(file, &status)
    // At the end of a file that is cut off, zlib gives what there is and this status.
    if count >= 0, status == Z_OK || (status == Z_BUF_ERROR && count > 0) { return Int(count) }
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
