// SPDX-License-Identifier: MIT
import CZeroMQ
import Glibc
import Synchronization

/// Why the kernel cannot listen.
package struct TransportError: Error, Sendable, CustomStringConvertible {
  /// What was tried, as `bind tcp://…`.
  package let action: String
  /// The system's reason.
  package let reason: String

  package var description: String { "cannot \(action): \(reason)" }

  /// The last failure of the library.
  init(_ action: String) {
    self.action = action
    reason = String(cString: zmq_strerror(zmq_errno()))
  }
}

/// One ZeroMQ socket with the thread that owns it; messages may be sent from any thread.
final class Socket: Sendable {
  /// What kind of socket it is.
  enum Kind: Int32 {
    case router = 6
    case publisher = 9
    case reply = 4
  }

  // Invariant: after `start` only the socket's own thread touches it.
  private nonisolated(unsafe) let handle: UnsafeMutableRawPointer
  private let queue = Mutex<[[[UInt8]]]>([])
  /// A pipe that wakes the thread: its reading and its writing end.
  private let wake: (read: Int32, write: Int32)
  private let isClosing = Atomic(false)
  private let thread = Mutex<pthread_t?>(nil)

  /// Opens and binds a socket.
  init(_ kind: Kind, endpoint: String, context: UnsafeMutableRawPointer) throws(TransportError) {
    guard let handle = zmq_socket(context, kind.rawValue) else {
      throw TransportError("open a socket")
    }
    self.handle = handle
    wake = Self.makeWakePipe()
    // A reply sent just before the end must still leave; longer than this nobody waits.
    set(ZMQ_LINGER, 1000)
    // Queues without bound: a slow front end must not make text disappear.
    set(ZMQ_SNDHWM, 0)
    set(ZMQ_RCVHWM, 0)
    // A front end that reconnects under its old name takes its place again.
    if kind == .router { set(ZMQ_ROUTER_HANDOVER, 1) }
    // Every new subscriber is greeted, also to a topic that somebody has already.
    if kind == .publisher { set(ZMQ_XPUB_VERBOSE, 1) }
    if endpoint.hasPrefix("tcp://[") { set(ZMQ_IPV6, 1) }
    guard zmq_bind(handle, endpoint) == 0 else {
      let error = TransportError("listen on \(endpoint)")
      zmq_close(handle)
      throw error
    }
  }

  private func set(_ option: Int32, _ value: Int32) {
    var value = value
    zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size)
  }

  /// The port that was bound, for tcp.
  var port: Int? {
    var endpoint = [CChar](repeating: 0, count: 256)
    var size = endpoint.count
    guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &endpoint, &size) == 0 else { return nil }
    let text = String(
      decoding: endpoint.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: ":").last.flatMap { Int($0) }
  }

  /// Starts the thread; the handler gets each message's frames, in order.
  func start(_ handler: @escaping @Sendable ([[UInt8]]) -> Void) {
    final class Work: Sendable {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let work = Work { self.loop(handler) }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(work).toOpaque())
    self.thread.withLock { $0 = thread }
  }

  /// Queues a message and wakes the socket's thread.
  func send(_ frames: [[UInt8]]) {
    queue.withLock { $0.append(frames) }
    signal()
  }

  /// Sends what is queued, closes the socket and waits for its thread.
  func close() {
    isClosing.store(true, ordering: .releasing)
    signal()
    if let thread = thread.withLock({ $0 }) { pthread_join(thread, nil) }
    Glibc.close(wake.read)
    Glibc.close(wake.write)
  }

  private static func makeWakePipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      // A full pipe has woken the thread already.
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    return (ends[0], ends[1])
  }

  private func signal() {
    var one: UInt8 = 1
    _ = write(wake.write, &one, 1)
  }

  // MARK: The socket's thread

  private func loop(_ handler: @Sendable ([[UInt8]]) -> Void) {
    var items = [
      zmq_pollitem_t(socket: handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
      zmq_pollitem_t(socket: nil, fd: wake.read, events: Int16(ZMQ_POLLIN), revents: 0),
    ]
    while !isClosing.load(ordering: .acquiring) {
      if zmq_poll(&items, 2, -1) < 0 && zmq_errno() != EINTR { break }
      while let frames = receive() { handler(frames) }
      sendQueued()
    }
    sendQueued()
    zmq_close(handle)
  }

  private func sendQueued() {
    var bytes = [UInt8](repeating: 0, count: 256)
    while read(wake.read, &bytes, bytes.count) == bytes.count {}
    let messages = queue.withLock { queue in
      defer { queue = [] }
      return queue
    }
    for frames in messages { transmit(frames) }
  }

  private func transmit(_ frames: [[UInt8]]) {
    for (index, frame) in frames.enumerated() {
      let flags = index < frames.count - 1 ? ZMQ_SNDMORE : 0
      while zmq_send(handle, frame, frame.count, flags) < 0 && zmq_errno() == EINTR {}
    }
  }

  /// The next message, or nil when none is there now.
  private func receive() -> [[UInt8]]? {
    var frames: [[UInt8]] = []
    var part = zmq_msg_t()
    repeat {
      zmq_msg_init(&part)
      defer { zmq_msg_close(&part) }
      let flags = frames.isEmpty ? ZMQ_DONTWAIT : 0
      guard zmq_msg_recv(&part, handle, flags) >= 0 else { return nil }
      let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&part), count: zmq_msg_size(&part))
      frames.append(Array(bytes))
      guard zmq_msg_more(&part) != 0 else { return frames }
    } while true
  }
}
