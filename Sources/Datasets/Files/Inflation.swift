// SPDX-License-Identifier: MIT

import CZlib

/// Unpacks bytes that were compressed by deflate.
enum Inflation {
  /// How the compressed bytes are wrapped.
  enum Wrapping: Int32 {
    /// A header and an Adler checksum, as in MATLAB's files.
    case zlib = 15
    /// Nothing, as in zip archives.
    case none = -15
  }

  private static let chunkSize = 1 << 16

  /// The unpacked bytes.
  ///
  /// - Throws: `DatasetError.corrupt` where the stream is damaged, cut off, or longer than expected.
  static func inflate(
    _ packed: ArraySlice<UInt8>, _ wrapping: Wrapping, most: Int, path: String
  ) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    let status = packed.withUnsafeBufferPointer { packed in
      inflate(packed, wrapping, most: most, into: &bytes)
    }
    if bytes.count > most { throw .corrupt(path: path, reason: "it is longer than it says") }
    if status == Z_BUF_ERROR { throw .corrupt(path: path, reason: "it ends too early") }
    if status != Z_STREAM_END { throw .corrupt(path: path, reason: "its packed data are damaged") }
    return bytes
  }

  private static func inflate(
    _ packed: UnsafeBufferPointer<UInt8>, _ wrapping: Wrapping, most: Int, into bytes: inout [UInt8]
  ) -> Int32 {
    var stream = z_stream()
    stream.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
    stream.avail_in = UInt32(clamping: packed.count)
    var status = inflateInit2_(
      &stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { inflateEnd(&stream) }
    while status == Z_OK, bytes.count <= most {
      bytes += [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, count in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(chunkSize)
        status = CZlib.inflate(&stream, Z_NO_FLUSH)
        count = chunkSize - Int(stream.avail_out)
      }
    }
    return status
  }
}
