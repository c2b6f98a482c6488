// SPDX-License-Identifier: MIT

import CZlib

/// What makes sure that decoded bytes are the published ones.
///
/// It is taken of the content, so that a copy that was packed again or not at all is as good as the original.
struct Fingerprint: Sendable, Equatable {
  let byteCount: Int
  let crc32: UInt32

  init(byteCount: Int, crc32: UInt32) {
    self.byteCount = byteCount
    self.crc32 = crc32
  }

  init(of bytes: [UInt8]) {
    byteCount = bytes.count
    crc32 = bytes.withUnsafeBufferPointer { Self.checksum($0) }
  }

  /// The cyclic redundancy check that gzip and zip use.
  static func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(0, bytes.baseAddress, bytes.count))
  }

  /// Makes sure that the content of a file is the published one.
  func verify(_ bytes: [UInt8], path: String) throws(DatasetError) {
    if bytes.count != byteCount {
      throw .wrongSize(path: path, found: "\(bytes.count) bytes", expected: "\(byteCount)")
    }
    if Fingerprint(of: bytes) != self {
      throw .corrupt(path: path, reason: "its checksum is not the published one")
    }
  }
}

/// A file of a data set: its name, its public homes, and what makes sure that it is the published one.
struct DataFile: Sendable {
  let name: String
  /// The size of the file as its public homes have it, if it is known.
  let byteCount: Int?
  /// The checksum of the file as its public homes have it.
  let sha256: String?
  /// What the file's content is, unpacked.
  let content: Fingerprint?
  /// Where the file can be downloaded.
  let addresses: [String]
  /// Decodes a download that has no published checksum, to see whether it is the set.
  let decode: @Sendable (_ path: String) throws(DatasetError) -> Void

  init(
    name: String, byteCount: Int? = nil, sha256: String? = nil, content: Fingerprint? = nil,
    addresses: [String] = [],
    decode: @escaping @Sendable (_ path: String) throws(DatasetError) -> Void = { _ in }
  ) {
    (self.name, self.byteCount, self.sha256, self.content) = (name, byteCount, sha256, content)
    (self.addresses, self.decode) = (addresses, decode)
  }

  /// The file's content, unpacked if it is compressed, and checked.
  func content(at path: String) throws(DatasetError) -> [UInt8] {
    let file = try GzipFile(path: path)
    guard let content else { return try file.readAll(most: file.greatestSize) }
    let bytes = try file.readAll(most: content.byteCount, reserved: content.byteCount)
    try content.verify(bytes, path: path)
    return bytes
  }

  /// Makes sure that a download is the published file.
  func verifyDownload(at path: String) throws(DatasetError) {
    if let sha256, SHA256.digest(ofFile: path) != sha256 {
      throw .corrupt(path: path, reason: "it has another checksum")
    }
    try decode(path)
  }
}
