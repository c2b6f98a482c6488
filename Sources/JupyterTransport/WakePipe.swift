// SPDX-License-Identifier: MIT
import Glibc

/// Wakes a thread that waits in a poll.
struct WakePipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(TransportError) {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { throw .outOfDescriptors }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  /// Makes the read end readable; a full pipe is readable already.
  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Makes the read end wait for the next call of `wake`.
  func clear() {
    var bytes: (UInt64, UInt64) = (0, 0)
    while read(readEnd, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
  }

  func close() {
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }
}
