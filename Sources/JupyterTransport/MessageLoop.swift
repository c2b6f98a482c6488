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

  private let sockets: [(channel: Channel, socket: Socket)]
  private let wakePipe: WakePipe
  private let outbox = Mutex(Outbox())

  /// The handler is called on the loop's thread and must return soon.
  init(sockets: [(channel: Channel, socket: Socket)]) throws(TransportError) {
    self.sockets = sockets
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
  func run(receiving handler: ([Bytes], Channel) -> Void) {
    var items = sockets.map {
      zmq_pollitem_t(socket: $0.socket.pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }
    items.append(
      zmq_pollitem_t(socket: nil, fd: wakePipe.readEnd, events: Int16(ZMQ_POLLIN), revents: 0))
    while zmq_poll(&items, Int32(items.count), -1) >= 0 || zmq_errno() == EINTR {
      guard sendQueued() else { break }
      for (item, entry) in zip(items, sockets) where item.revents != 0 {
        receive(from: entry.socket, on: entry.channel, handler)
      }
    }
    for entry in sockets { entry.socket.close() }
    wakePipe.close()
  }

  /// Sends what is queued.
  ///
  /// - Returns: whether the loop goes on.
  private func sendQueued() -> Bool {
    wakePipe.clear()
    let queued = outbox.withLock { outbox in
      defer { outbox.messages = [] }
      return outbox
    }
    for (frames, channel) in queued.messages {
      sockets.first { $0.channel == channel }?.socket.send(frames)
    }
    return !queued.isClosing
  }

  /// Takes a bounded number of messages, so that a flood on one socket leaves the others their turn.
  private func receive(
    from socket: Socket, on channel: Channel, _ handler: ([Bytes], Channel) -> Void
  ) {
    for _ in 0..<64 {
      guard let frames = socket.receive() else { return }
      handler(frames, channel)
    }
  }
}
