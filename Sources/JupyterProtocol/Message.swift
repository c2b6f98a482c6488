// SPDX-License-Identifier: MIT
package import Display

/// A message of the Jupyter protocol, in either direction.
///
/// The parts stay the bytes that they were on the wire: a reply carries its request's header back unchanged.
package struct Message: Sendable, Equatable {
  /// The routing frames before the delimiter: who asked, or the topic on iopub.
  package var identities: [Bytes]
  package let header: Header
  package let headerBytes: Bytes
  package let parentHeaderBytes: Bytes
  package let metadataBytes: Bytes
  package let contentBytes: Bytes
  /// Binary data that accompanies the content.
  package let buffers: [Bytes]

  /// Puts a message together from its parts.
  package init(
    identities: [Bytes], header: Header, headerBytes: Bytes, parentHeaderBytes: Bytes,
    metadataBytes: Bytes, contentBytes: Bytes, buffers: [Bytes]
  ) {
    self.identities = identities
    self.header = header
    self.headerBytes = headerBytes
    self.parentHeaderBytes = parentHeaderBytes
    self.metadataBytes = metadataBytes
    self.contentBytes = contentBytes
    self.buffers = buffers
  }

  /// The kind of message, such as `execute_request`.
  package var type: String { header.messageType }

  /// Reads the content.
  ///
  /// - Throws: `ContentError`, where the content is no JSON, or lacks what its type demands.
  package func content<Content: MessageContent>(as type: Content.Type = Content.self)
    throws(ContentError) -> Content
  {
    do {
      return try JSONCoding.decode(type, from: contentBytes)
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      throw .malformed(context.debugDescription)
    } catch let error as DecodingError {
      throw .invalid(ContentError.reason(for: error))
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// The metadata; an unreadable one counts as empty, since nothing depends on it.
  package var metadata: JSON {
    (try? JSONCoding.decode(JSON.self, from: metadataBytes)) ?? .object([:])
  }

  /// The header of the message that caused this one, if any.
  package var parentHeader: Header? {
    try? JSONCoding.decode(Header.self, from: parentHeaderBytes)
  }
}
