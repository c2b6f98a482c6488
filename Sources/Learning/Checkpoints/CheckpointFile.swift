// SPDX-License-Identifier: MIT

import Glibc

/// A file that is open, with the system's own words for what goes wrong.
struct CheckpointFile: ~Copyable {
  private let descriptor: Int32
  private let path: String

  private init(_ descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Opens a file to read.
  static func reading(_ path: String) throws(CheckpointError) -> CheckpointFile {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 { return CheckpointFile(descriptor, path: path) }
    if errno == ENOENT { throw .missing(path: path) }
    throw .unreadable(path: path, reason: reason())
  }

  /// Lets a body write a file, which takes the place of the one of that name only once all is written.
  static func replacing(
    _ path: String, _ body: (borrowing CheckpointFile) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let partial = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max)).partial"
    do throws(CheckpointError) {
      try write(partial, body)
      if rename(partial, path) != 0 { throw .unwritable(path: path, reason: reason()) }
    } catch {
      unlink(partial)
      // The partial file is nobody's concern.
      guard case .unwritable(_, let reason) = error else { throw error }
      throw .unwritable(path: path, reason: reason)
    }
  }

  private static func write(
    _ path: String, _ body: (borrowing CheckpointFile) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .unwritable(path: path, reason: reason()) }
    let file = CheckpointFile(descriptor, path: path)
    try body(file)
    // The name must not come to stand for a file whose bytes are lost with the power.
    if fsync(descriptor) != 0 { throw .unwritable(path: path, reason: reason()) }
  }

  /// The file's size; a folder or a pipe has none.
  func size() throws(CheckpointError) -> Int {
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw .unreadable(path: path, reason: Self.reason()) }
    if status.st_mode & S_IFMT != S_IFREG { throw .unreadable(path: path, reason: "not a file") }
    return Int(status.st_size)
  }

  /// Fills memory with the bytes from a place on.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(CheckpointError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, offset + done)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .unreadable(path: path, reason: Self.reason()) }
      if count == 0 {
        throw .truncated(
          path: path, expectedBytes: offset + bytes.count, actualBytes: offset + done)
      }
      done += count
    }
  }

  /// Appends bytes.
  func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .unwritable(path: path, reason: Self.reason()) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// The bytes from a place on.
  func bytes(count: Int, at offset: Int) throws(CheckpointError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { target in
      Result { () throws(CheckpointError) in try read(into: target, at: offset) }
    }
    try result.get()
    return bytes
  }

  /// Appends bytes.
  func append(_ bytes: [UInt8]) throws(CheckpointError) {
    let result = bytes.withUnsafeBytes { source in
      Result { () throws(CheckpointError) in try append(source) }
    }
    try result.get()
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
