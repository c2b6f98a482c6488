// SPDX-License-Identifier: MIT
package import Display
import FoundationEssentials
import Glibc
import Synchronization

/// The kernel's own end of a conversation: signs each header with its name and counts its messages.
///
/// A restarted kernel is another session, by which front ends notice the restart.
package final class Session: Sendable {
  package let id: String
  private let username: String
  private let sentCount = Atomic<Int>(0)

  /// Begins a session.
  package init(id: String = UUID().uuidString.lowercased()) {
    self.id = id
    username = getenv("USER").map { String(cString: $0) } ?? "kernel"
  }

  /// Makes a message with a header of its own.
  ///
  /// - Parameters:
  ///   - content: what it says.
  ///   - type: the kind, where it is not the content's own.
  ///   - parent: the header of the request that caused it.
  ///   - subshellID: the subshell that a request is for.
  package func message<Content: MessageContent>(
    _ content: Content, type: String = Content.messageType,
    parent: Bytes = JSONCoding.emptyObject, identities: [Bytes] = [],
    metadata: JSON = .object([:]), buffers: [Bytes] = [], subshellID: String? = nil
  ) -> Message {
    let header = Header(
      messageID: "\(id)_\(sentCount.wrappingAdd(1, ordering: .relaxed).newValue)", session: id,
      username: username, date: Timestamp.now, messageType: type, subshellID: subshellID)
    return Message(
      identities: identities, header: header, headerBytes: JSONCoding.encode(header),
      parentHeaderBytes: parent, metadataBytes: JSONCoding.encode(metadata),
      contentBytes: JSONCoding.encode(content), buffers: buffers)
  }

  /// Makes a message for iopub, with the topic by which listeners may choose.
  package func publication<Content: MessageContent>(
    _ content: Content, parent: Bytes = JSONCoding.emptyObject,
    metadata: JSON = .object([:]), buffers: [Bytes] = []
  ) -> Message {
    message(
      content, parent: parent, identities: [Bytes("kernel.\(id).\(Content.messageType)".utf8)],
      metadata: metadata, buffers: buffers)
  }
}
