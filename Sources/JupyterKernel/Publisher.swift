// SPDX-License-Identifier: MIT
import Display
package import JupyterProtocol
import Synchronization

/// Gives the kernel's messages their headers and passes them on.
package struct Publisher: Sendable {
  /// The kernel's own session, new with each start.
  package let session: String
  private let transmit: @Sendable (OutgoingMessage) -> Void
  private let counter = Counter()

  /// Makes a publisher; the function must keep the order of its calls on each channel.
  package init(session: String, transmit: @escaping @Sendable (OutgoingMessage) -> Void) {
    self.session = session
    self.transmit = transmit
  }

  /// Answers a request on the channel from which it came.
  func reply(_ content: some MessageContent & Encodable, to request: Request) {
    send(
      content, type: Swift.type(of: content).messageType, on: request.channel,
      identities: request.message.identities, parent: request.message.parent)
  }

  /// Asks the requester's standard input.
  ///
  /// - Returns: the message's identifier.
  @discardableResult
  func ask(_ content: InputRequest, parent: Parent) -> String {
    send(
      content, type: InputRequest.messageType, on: .stdin, identities: parent.identities,
      parent: parent)
  }

  /// Tells all front ends.
  func publish(
    _ content: some MessageContent & Encodable, type: String? = nil, parent: Parent,
    metadata: JSON = .object([:]), buffers: [[UInt8]] = []
  ) {
    let type = type ?? Swift.type(of: content).messageType
    send(
      content, type: type, on: .iopub, identities: [Array("kernel.\(session).\(type)".utf8)],
      parent: parent, metadata: metadata, buffers: buffers)
  }

  @discardableResult
  private func send(
    _ content: some Encodable, type: String, on channel: Channel, identities: [[UInt8]],
    parent: Parent, metadata: JSON = .object([:]), buffers: [[UInt8]] = []
  ) -> String {
    let header = MessageHeader(
      identifier: "\(session)_\(counter.next())", session: session, type: type)
    transmit(
      OutgoingMessage(
        channel: channel, identities: identities, header: header, parentHeader: parent.header,
        metadata: metadata, content: JSONCoding.encode(content), buffers: buffers))
    return header.identifier
  }
}

/// Numbers that are never given twice.
private final class Counter: Sendable {
  private let value = Atomic(0)
  func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}

/// A message with the channel on which it came.
package struct Request: Sendable {
  /// The message.
  package let message: IncomingMessage
  /// The channel on which it came and on which the reply goes.
  package let channel: Channel
}
