// SPDX-License-Identifier: MIT
import CZeroMQ
import Glibc
package import JupyterProtocol
import Synchronization

/// A kernel's five sockets: messages come in on one thread, and go out from anywhere.
///
/// What is no message, or has a wrong signature, or came before, is logged in a line and dropped.
package final class Transport: MessageSink {
  /// The connection with the ports that are in use.
  package let connection: ConnectionFile

  private let context: SocketContext
  private let loop: MessageLoop
  private let format: WireFormat
  private let session: Session
  private let heartbeat: Heartbeat
  private let thread = Mutex<WorkerThread?>(nil)
  private let log: @Sendable (String) -> Void

  /// Binds all sockets and starts the heartbeat.
  ///
  /// - Parameters:
  ///   - connection: where to listen; ports that are 0 are chosen by the system.
  ///   - session: who greets new listeners.
  ///   - log: takes a line about each message that is dropped.
  package init(
    _ connection: ConnectionFile, session: Session, log: @escaping @Sendable (String) -> Void
  ) throws(TransportError) {
    do throws(FramingError) {
      format = try WireFormat(
        key: connection.key, signatureScheme: connection.signatureScheme)
    } catch {
      throw .framing("\(error)")
    }
    context = try SocketContext()
    var binding = Binding(connection: connection, context: context)
    // Control first: when several messages wait, an interrupt is not the last to be read.
    let sockets: [(channel: Channel, socket: Socket)] = [
      (.control, try binding.socket(ZMQ_ROUTER, for: .control)),
      (.stdin, try binding.socket(ZMQ_ROUTER, for: .stdin)),
      (.shell, try binding.socket(ZMQ_ROUTER, for: .shell)),
    ]
    let iopub = try binding.socket(ZMQ_XPUB, for: .iopub)
    let beat = try binding.socket(ZMQ_ROUTER, for: .heartbeat)
    loop = try MessageLoop(sockets: sockets, iopub: iopub)
    heartbeat = Heartbeat(socket: beat)
    self.connection = binding.connection
    self.session = session
    self.log = log
  }

  /// Starts to receive; the handler is called on one thread, in order, and must return soon.
  package func start(receiving handler: @escaping @Sendable (Message, Channel) -> Void) {
    let worker = WorkerThread { [self] in
      var memory = SignatureMemory()
      loop.run(
        MessageLoop.Handlers(
          receive: { [self] in receive($0, on: $1, &memory, handler) }, greeting: greeting))
    }
    thread.withLock { $0 = worker }
  }

  /// Queues a message; signing happens on the caller's thread.
  package func send(_ message: Message, on channel: Channel) {
    loop.send(format.frames(of: message), on: channel)
  }

  /// Sends what is queued, then closes all sockets.
  package func close() {
    if let worker = thread.withLock({ $0.take() }) {
      loop.close()
      worker.join()
    } else {
      loop.closeSockets()
    }
    context.shutDown()
    heartbeat.join()
    context.terminate()
  }

  private func receive(
    _ frames: [Bytes], on channel: Channel, _ memory: inout SignatureMemory,
    _ handler: (Message, Channel) -> Void
  ) {
    do throws(FramingError) {
      let (message, signature) = try format.message(from: frames)
      if let signature, !memory.insert(signature) { throw .repeated }
      handler(message, channel)
    } catch {
      log("a message on \(channel.rawValue) is dropped: \(error)")
    }
  }

  /// The welcome for a subscription, under the very topic that it names, so that it reaches the new listener.
  private func greeting(for subscription: [Bytes]) -> [Bytes]? {
    guard let frame = subscription.first, frame.first == 1,
      let topic = String(validating: frame.dropFirst(), as: UTF8.self)
    else { return nil }
    return format.frames(
      of: session.message(
        IOPubWelcome(subscription: topic), identities: [Bytes(frame.dropFirst())]))
  }
}

/// Makes the sockets of a connection and notes the ports that they got.
private struct Binding {
  var connection: ConnectionFile
  let context: SocketContext

  mutating func socket(_ kind: Int32, for channel: Channel) throws(TransportError) -> Socket {
    let socket = try Socket(kind: kind, context: context)
    if let keys = connection.curveKeys { try socket.encrypt(keys) }
    if connection.transport == .ipc, connection.ports[channel] == 0 {
      connection.ports[channel] = freeNumber
    }
    try socket.bind(connection.address(of: channel))
    if connection.ports[channel] == 0 { connection.ports[channel] = socket.boundPort }
    return socket
  }

  /// A number whose socket file does not exist yet.
  private var freeNumber: Int {
    (1...).first { access("\(connection.ip)-\($0)", F_OK) != 0 } ?? 1
  }
}
