// SPDX-License-Identifier: MIT
import CZeroMQ
import Glibc
import JupyterProtocol

/// One listening socket.
///
/// Invariant: after it is bound, only the thread of its loop touches it.
final class Socket: @unchecked Sendable {
  /// How long a closing socket may take to send what is left: replies to a shutdown must arrive.
  private static let linger: Int32 = 1000

  let pointer: UnsafeMutableRawPointer

  init(kind: Int32, context: SocketContext) throws(TransportError) {
    guard let pointer = zmq_socket(context.pointer, kind) else {
      throw .option(reason: TransportError.lastReason)
    }
    self.pointer = pointer
    try set(ZMQ_LINGER, Self.linger)
    // No limit: a queue that is full would drop messages without a word.
    try set(ZMQ_SNDHWM, 0)
    try set(ZMQ_RCVHWM, 0)
    try set(ZMQ_IPV6, 1)
    switch kind {
    // A client that comes back with its old identity takes it over from the lost connection.
    case ZMQ_ROUTER: try set(ZMQ_ROUTER_HANDOVER, 1)
    // Each subscription is told, also a second one to the same topic: each gets its welcome.
    case ZMQ_XPUB: try set(ZMQ_XPUB_VERBOSE, 1)
    default: break
    }
  }

  func set(_ option: Int32, _ value: Int32) throws(TransportError) {
    var value = value
    guard zmq_setsockopt(pointer, option, &value, MemoryLayout<Int32>.size) == 0 else {
      throw .option(reason: TransportError.lastReason)
    }
  }

  /// Encrypts the connection with the server's keys: who does not know them gets nothing.
  func encrypt(_ keys: ConnectionFile.CurveKeys) throws(TransportError) {
    guard zmq_has("curve") == 1 else {
      throw .option(reason: "this libzmq has no CURVE; start the kernel without encryption")
    }
    try set(ZMQ_CURVE_SERVER, 1)
    try set(ZMQ_CURVE_PUBLICKEY, keys.publicKey, named: "curve_publickey")
    try set(ZMQ_CURVE_SECRETKEY, keys.secretKey, named: "curve_secretkey")
    // A pair whose halves do not belong together would let nobody in, without a word.
    var derived = [CChar](repeating: 0, count: 41)
    guard zmq_curve_public(&derived, keys.secretKey) == 0,
      derived.dropLast().elementsEqual(keys.publicKey.utf8.lazy.map(CChar.init(bitPattern:)))
    else {
      throw .option(
        reason: "the connection file's curve_publickey does not belong to its secret key")
    }
  }

  private func set(_ option: Int32, _ key: String, named name: String) throws(TransportError) {
    guard key.utf8.count == 40, zmq_setsockopt(pointer, option, key, 40) == 0 else {
      throw .option(reason: "the connection file's \(name) is no key of 40 characters")
    }
  }

  func connect(_ address: String) throws(TransportError) {
    guard zmq_connect(pointer, address) == 0 else {
      throw .connect(address: address, reason: TransportError.lastReason)
    }
  }

  func bind(_ address: String) throws(TransportError) {
    guard zmq_bind(pointer, address) == 0 else {
      throw .bind(address: address, reason: TransportError.lastReason)
    }
  }

  /// The port that the system chose, for an address that ended in 0.
  var boundPort: Int? {
    var text = [CChar](repeating: 0, count: 512)
    var size = text.count
    guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &text, &size) == 0 else { return nil }
    let address = String(decoding: text.prefix(while: { $0 != 0 }).map(UInt8.init), as: UTF8.self)
    return address.split(separator: ":").last.flatMap { Int($0) }
  }

  /// Sends the frames of one message; a receiver that is gone gets nothing.
  func send(_ frames: [Bytes]) {
    for (index, frame) in frames.enumerated() {
      let more = index + 1 < frames.count ? ZMQ_SNDMORE : 0
      while zmq_send(pointer, frame, frame.count, more) < 0 {
        guard zmq_errno() == EINTR else { return }
      }
    }
  }

  /// Takes the frames of a message that has arrived; nil where none has, or where the context ends.
  func receive(waiting: Bool = false) -> [Bytes]? {
    var frames: [Bytes] = []
    repeat {
      guard let frame = receiveFrame(waiting: waiting) else { return nil }
      frames.append(frame)
    } while hasMore
    return frames
  }

  func close() { zmq_close(pointer) }

  private func receiveFrame(waiting: Bool) -> Bytes? {
    var frame = zmq_msg_t()
    zmq_msg_init(&frame)
    defer { zmq_msg_close(&frame) }
    while zmq_msg_recv(&frame, pointer, waiting ? 0 : ZMQ_DONTWAIT) < 0 {
      guard zmq_errno() == EINTR else { return nil }
    }
    return Bytes(UnsafeRawBufferPointer(start: zmq_msg_data(&frame), count: zmq_msg_size(&frame)))
  }

  private var hasMore: Bool {
    var more: Int32 = 0
    var size = MemoryLayout<Int32>.size
    return zmq_getsockopt(pointer, ZMQ_RCVMORE, &more, &size) == 0 && more != 0
  }
}
