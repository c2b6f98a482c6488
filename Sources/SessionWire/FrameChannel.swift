// SPDX-License-Identifier: MIT
import Glibc

/// One end of a stream socket that carries frames: a 4-byte little-endian length, then the bytes.
///
/// `send` may be called from any thread; `receive` from one thread at a time.
package final class FrameChannel: @unchecked Sendable {
  // Invariant: `descriptor` never changes; writes happen only under `lock`.
  /// The socket's file descriptor.
  package let descriptor: Int32
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  /// Takes over a connected stream socket.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// Sends one value as a frame; an error means that the other end is gone.
  package func send(_ value: some WireCodable) throws(WireError) {
    var writer = WireWriter()
    value.encode(into: &writer)
    let count = UInt32(writer.bytes.count)
    var frame = [UInt8]()
    frame.reserveCapacity(writer.bytes.count + 4)
    for shift in stride(from: 0, to: 32, by: 8) {
      frame.append(UInt8(truncatingIfNeeded: count >> shift))
    }
    frame.append(contentsOf: writer.bytes)
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    try Self.writeAll(frame, to: descriptor)
  }

  /// Waits for the next frame and reads it as a value of the type asked for.
  package func receive<Value: WireCodable>(_ type: Value.Type = Value.self) throws(WireError)
    -> Value
  {
    let header = try Self.read(4, from: descriptor)
    let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
    var reader = WireReader(try Self.read(count, from: descriptor))
    return try reader.next()
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(WireError) {
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress?.advanced(by: offset), bytes.count - offset,
          Int32(MSG_NOSIGNAL))
      }
      if written > 0 {
        offset += written
      } else if written < 0 && errno == EINTR {
        continue
      } else {
        throw .closed
      }
    }
  }

  private static func read(_ count: Int, from descriptor: Int32) throws(WireError) -> [UInt8] {
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while filled < count {
        let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
        if got > 0 {
          filled += got
        } else if got < 0 && errno == EINTR {
          continue
        } else {
          break
        }
      }
      initialized = filled
    }
    guard filled == count else { throw .closed }
    return bytes
  }
}
