// SPDX-License-Identifier: MIT
import CZeroMQ
import Glibc
import JupyterProtocol
import Synchronization

/// The thread that owns the sockets of messages; everybody else hands it what shall be sent.
///
/// One queue for all channels keeps the kernel's order: outputs, then the reply, then idle.
final class MessageLoop: Sendable {
  private struct Outbox {
    var messages: [(frames: [Bytes], channel: Channel)] = []
    var isClosing = false
  }

  /// What the owner does with what comes; called on the loop's thread, and must return soon.
  struct Handlers {
    let receive: ([Bytes], Channel) -> Void
    /// Makes the greeting of a new listener from its subscription; nil for what is none.
    let greeting: ([Bytes]) -> [Bytes]?
  }

  private let sockets: [(channel: Channel, socket: Socket)]
  private let iopub: Socket
  private let wakePipe: WakePipe
  private let outbox = Mutex(Outbox())

  /// Takes the sockets that receive messages, the most urgent first, and the one that publishes.
  init(
    sockets: [(channel: Channel, socket: Socket)], iopub: Socket
  ) throws(TransportError) {
    self.sockets = sockets
    self.iopub = iopub
    wakePipe = try WakePipe()
  }

  /// Queues a message.
  func send(_ frames: [Bytes], on channel: Channel) {
    let isFirst = outbox.withLock { outbox in
      outbox.messages.append((frames, channel))
      return outbox.messages.count == 1
    }
    if isFirst { wakePipe.wake() }
  }

  /// Lets the loop end after it has sent what is queued.
  func close() {
    outbox.withLock { $0.isClosing = true }
    wakePipe.wake()
  }

  /// Runs until `close`.
  func run(_ handlers: Handlers) {
    var items = (sockets.map(\.socket) + [iopub]).map {
      zmq_pollitem_t(socket: $0.pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }
    items.append(
      zmq_pollitem_t(socket: nil, fd: wakePipe.readEnd, events: Int16(ZMQ_POLLIN), revents: 0))
    while zmq_poll(&items, Int32(items.count), -1) >= 0 || zmq_errno() == EINTR {
      guard sendQueued(handlers) else { break }
      greetNewListeners(handlers)
      for (item, entry) in zip(items, sockets) where item.revents != 0 {
        receive(from: entry.socket, on: entry.channel, handlers)
      }
    }
    closeSockets()
  }

  /// Closes all sockets; where the loop has run, it does so itself.
  func closeSockets() {
    for socket in sockets.map(\.socket) + [iopub] { socket.close() }
    wakePipe.close()
  }

  /// Sends what is queued.
  ///
  /// - Returns: whether the loop goes on.
  private func sendQueued(_ handlers: Handlers) -> Bool {
    wakePipe.clear()
    let queued = outbox.withLock { outbox in
      defer { outbox.messages = [] }
      return outbox
    }
    for (frames, channel) in queued.messages {
      if channel == .iopub {
        // A listener that came in this very moment must hear its greeting first.
        greetNewListeners(handlers)
        iopub.send(frames)
      } else {
        sockets.first { $0.channel == channel }?.socket.send(frames)
      }
    }
    return !queued.isClosing
  }

  private func greetNewListeners(_ handlers: Handlers) {
    while let frames = iopub.receive() {
      if let greeting = handlers.greeting(frames) { iopub.send(greeting) }
    }
  }

  /// Takes a bounded number of messages, so that a flood on one socket leaves the others their turn.
  private func receive(
    from socket: Socket, on channel: Channel, _ handlers: Handlers
  ) {
    for _ in 0..<64 {
      guard let frames = socket.receive() else { return }
      handlers.receive(frames, channel)
    }
  }
}
