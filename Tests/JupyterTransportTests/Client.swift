// SPDX-License-Identifier: MIT
import CZeroMQ
import Glibc
import JupyterProtocol

/// A client of one channel, over a real socket; used by one test at a time.
final class Client {
  enum Kind {
    case dealer(identity: String)
    case subscriber
    case requester
  }

  /// Nothing comes later than this: a test that waits so long has failed.
  private static let patience: Int32 = 20_000

  private let context: UnsafeMutableRawPointer?
  private let socket: UnsafeMutableRawPointer?

  init(_ kind: Kind, _ connection: ConnectionFile, _ channel: Channel, keys: CurveKeys? = nil) {
    context = zmq_ctx_new()
    switch kind {
    case .dealer(let identity):
      socket = zmq_socket(context, ZMQ_DEALER)
      zmq_setsockopt(socket, ZMQ_ROUTING_ID, identity, identity.utf8.count)
    case .subscriber: socket = zmq_socket(context, ZMQ_SUB)
    case .requester: socket = zmq_socket(context, ZMQ_REQ)
    }
    set(ZMQ_LINGER, 0)
    set(ZMQ_RCVHWM, 0)
    set(ZMQ_RCVTIMEO, Self.patience)
    if let keys {
      for (option, key) in [
        (ZMQ_CURVE_SERVERKEY, keys.public), (ZMQ_CURVE_PUBLICKEY, keys.public),
        (ZMQ_CURVE_SECRETKEY, keys.secret),
      ] { zmq_setsockopt(socket, option, key, key.utf8.count) }
    }
    zmq_connect(socket, connection.address(of: channel))
  }

  deinit {
    zmq_close(socket)
    zmq_ctx_term(context)
  }

  func subscribe(_ topic: String) {
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topic, topic.utf8.count)
  }

  func unsubscribe(_ topic: String) {
    zmq_setsockopt(socket, ZMQ_UNSUBSCRIBE, topic, topic.utf8.count)
  }

  func send(_ frames: [Bytes]) {
    for (index, frame) in frames.enumerated() {
      zmq_send(socket, frame, frame.count, index + 1 < frames.count ? ZMQ_SNDMORE : 0)
    }
  }

  /// The next message's frames; empty when none came in time.
  func receive() -> [Bytes] {
    var frames: [Bytes] = []
    var hasMore = true
    while hasMore {
      var frame = zmq_msg_t()
      zmq_msg_init(&frame)
      defer { zmq_msg_close(&frame) }
      guard zmq_msg_recv(&frame, socket, 0) >= 0 else { return [] }
      frames.append(
        Bytes(UnsafeRawBufferPointer(start: zmq_msg_data(&frame), count: zmq_msg_size(&frame))))
      hasMore = zmq_msg_more(&frame) != 0
    }
    return frames
  }

  private func set(_ option: Int32, _ value: Int32) {
    var value = value
    zmq_setsockopt(socket, option, &value, MemoryLayout<Int32>.size)
  }
}

/// The keys of an encrypted connection, which server and clients share.
struct CurveKeys {
  let `public`: String
  let secret: String

  init() {
    // Forty digits each, and the end of the text.
    var pair = (Bytes(repeating: 0, count: 41), Bytes(repeating: 0, count: 41))
    zmq_curve_keypair(&pair.0, &pair.1)
    `public` = String(decoding: pair.0.prefix(40), as: UTF8.self)
    secret = String(decoding: pair.1.prefix(40), as: UTF8.self)
  }
}
