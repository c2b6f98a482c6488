// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

/// Sends the kernel's messages until its end.
final class Publisher: Sendable {
  private let session: Session
  private let sink: any MessageSink
  private let isClosed = Atomic<Bool>(false)

  init(session: Session, sink: any MessageSink) {
    self.session = session
    self.sink = sink
  }

  /// Tells everybody, in the name of the request with that header.
  func publish(
    _ content: some MessageContent, parent: Bytes, metadata: JSON = .object([:]),
    buffers: [Bytes] = []
  ) {
    send(
      session.publication(content, parent: parent, metadata: metadata, buffers: buffers),
      on: .iopub)
  }

  /// Answers on the channel on which the request came.
  func reply<Content: MessageContent>(_ content: Content, to request: Request, type: String? = nil)
  {
    let message = session.message(
      content, type: type ?? Content.messageType, parent: request.message.headerBytes,
      identities: request.message.identities)
    send(message, on: request.channel)
  }

  /// Asks the one who sent the request.
  ///
  /// - Returns: the question's identifier.
  func ask(_ content: InputRequest, inNameOf request: Request) -> String {
    let message = session.message(
      content, parent: request.message.headerBytes, identities: request.message.identities)
    send(message, on: .stdin)
    return message.header.messageID
  }

  /// Lets nothing out any more: the end of a cell that dies with the kernel is nobody's business.
  func close() { isClosed.store(true, ordering: .releasing) }

  private func send(_ message: Message, on channel: Channel) {
    if !isClosed.load(ordering: .acquiring) { sink.send(message, on: channel) }
  }
}
