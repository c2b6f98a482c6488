// SPDX-License-Identifier: MIT
package import Display

/// The five sockets of a kernel.
package enum Channel: String, Sendable, CaseIterable {
  case shell
  case control
  case stdin
  case iopub
  case heartbeat
}

/// A request as it came over the wire, checked and taken apart.
package struct IncomingMessage: Sendable {
  /// Where a reply must be routed: the frames before the delimiter.
  package let identities: [[UInt8]]
  package let header: MessageHeader
  /// The header's own bytes: they become the parent header of every answer, digit for digit.
  package let headerBytes: [UInt8]
  package let parentIdentifier: String?
  package let metadata: JSON
  /// The content's bytes, read by whoever knows the type.
  package let content: [UInt8]
  package let buffers: [[UInt8]]

  /// Makes a message from its parts.
  package init(
    identities: [[UInt8]], header: MessageHeader, headerBytes: [UInt8],
    parentIdentifier: String? = nil, metadata: JSON = .object([:]), content: [UInt8],
    buffers: [[UInt8]] = []
  ) {
    self.identities = identities
    self.header = header
    self.headerBytes = headerBytes
    self.parentIdentifier = parentIdentifier
    self.metadata = metadata
    self.content = content
    self.buffers = buffers
  }

  /// What answers to this message point back to.
  package var parent: Parent { Parent(identities: identities, header: headerBytes) }
}

/// The request that a message belongs to.
package struct Parent: Sendable, Equatable {
  /// The requester's routing frames.
  package let identities: [[UInt8]]
  /// The request's header, verbatim; `{}` where there is no request.
  package let header: [UInt8]

  /// Names a request.
  package init(identities: [[UInt8]], header: [UInt8]) {
    self.identities = identities
    self.header = header
  }

  /// For messages that belong to no request.
  package static let none = Parent(identities: [], header: Array("{}".utf8))
}

/// A message of the kernel's own, ready to be signed and sent.
package struct OutgoingMessage: Sendable {
  package let channel: Channel
  /// Routing frames, or the topic on iopub.
  package let identities: [[UInt8]]
  package let header: MessageHeader
  package let parentHeader: [UInt8]
  package let metadata: JSON
  /// The content, as JSON.
  package let content: [UInt8]
  package let buffers: [[UInt8]]

  /// Makes a message from its parts.
  package init(
    channel: Channel, identities: [[UInt8]], header: MessageHeader, parentHeader: [UInt8],
    metadata: JSON = .object([:]), content: [UInt8], buffers: [[UInt8]] = []
  ) {
    self.channel = channel
    self.identities = identities
    self.header = header
    self.parentHeader = parentHeader
    self.metadata = metadata
    self.content = content
    self.buffers = buffers
  }
}

/// The content of one type of message.
package protocol MessageContent: Sendable {
  /// The message's type, such as `execute_reply`.
  static var messageType: String { get }
}
