// SPDX-License-Identifier: MIT
import CZeroMQ
import Glibc
package import JupyterProtocol
import Synchronization

/// The kernel's five sockets as streams of messages, each on a thread of its own.
package final class KernelSockets: Sendable {
  private nonisolated(unsafe) let context: UnsafeMutableRawPointer
  private let sockets: [Channel: Socket]
  private let framing: Mutex<MessageFraming>
  private let session: String

  /// Binds all sockets, and notes in the connection file which ports the system chose.
  ///
  /// - Parameter session: the kernel's own session identifier, for the welcome to subscribers.
  package init(connection: inout ConnectionFile, session: String) throws(TransportError) {
    guard let context = zmq_ctx_new() else { throw TransportError("start ZeroMQ") }
    self.context = context
    self.session = session
    framing = Mutex(MessageFraming(signer: Signer(key: connection.key)))
    var sockets: [Channel: Socket] = [:]
    let mustTellPorts = connection.ports.values.contains(0)
    for channel in Channel.allCases {
      let socket = try Socket(
        Self.kind(of: channel), endpoint: connection.endpoint(of: channel), context: context)
      if connection.transport == .tcp, let port = socket.port {
        connection.setPort(port, of: channel)
      }
      sockets[channel] = socket
    }
    self.sockets = sockets
    if mustTellPorts { connection.write() }
  }

  private static func kind(of channel: Channel) -> Socket.Kind {
    switch channel {
    case .shell, .control, .stdin: .router
    case .iopub: .publisher
    case .heartbeat: .reply
    }
  }

  /// Starts to receive; the handler is called on the channel's own thread.
  package func start(_ handler: @escaping @Sendable (IncomingMessage, Channel) -> Void) {
    for channel in [Channel.shell, .control, .stdin] {
      sockets[channel]?.start { [self] in receive($0, on: channel, handler) }
    }
    sockets[.iopub]?.start { [self] in greet($0) }
    // The heartbeat answers with the very bytes that came, whatever else the kernel does.
    let heartbeat = sockets[.heartbeat]
    heartbeat?.start { heartbeat?.send($0) }
  }

  /// Sends a message; the order on each channel is the order of the calls.
  package func send(_ message: OutgoingMessage) {
    let frames = framing.withLock { $0.encode(message) }
    sockets[message.channel]?.send(frames)
  }

  /// Sends what is queued and closes everything.
  package func close() {
    for channel in Channel.allCases { sockets[channel]?.close() }
    zmq_ctx_term(context)
  }

  private func receive(
    _ frames: [[UInt8]], on channel: Channel,
    _ handler: @Sendable (IncomingMessage, Channel) -> Void
  ) {
    let result = framing.withLock { framing -> Result<IncomingMessage, FramingError> in
      do throws(FramingError) { return .success(try framing.decode(frames)) } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let message): handler(message, channel)
    case .failure(let error): KernelLog.note("dropped a message on \(channel): \(error)")
    }
  }

  /// A subscription is a frame that begins with 1; an end of one begins with 0.
  private func greet(_ frames: [[UInt8]]) {
    guard let frame = frames.first, frame.first == 1,
      let topic = String(validating: frame.dropFirst(), as: UTF8.self)
    else { return }
    let header = MessageHeader(
      identifier: "\(session)_welcome_\(Timestamp.now)", session: session,
      type: Welcome.messageType)
    send(
      OutgoingMessage(
        channel: .iopub, identities: [Array(topic.utf8)], header: header,
        parentHeader: Parent.none.header,
        content: JSONCoding.encode(Welcome(subscription: topic))))
  }
}

/// What the kernel tells the people who run the server.
package enum KernelLog {
  /// Writes one line to the standard error.
  package static func note(_ text: String) {
    let line = Array("[lectern] \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
