// SPDX-License-Identifier: MIT
import Display

/// Why a message is dropped.
package enum FramingError: Error, Sendable, Equatable, CustomStringConvertible {
  case noDelimiter
  case tooShort
  case wrongSignature
  case replayed
  case malformedHeader

  package var description: String {
    switch self {
    case .noDelimiter: "it has no <IDS|MSG> delimiter"
    case .tooShort: "parts are missing behind the delimiter"
    case .wrongSignature: "its signature is wrong (does the client use another connection file?)"
    case .replayed: "it was received before"
    case .malformedHeader: "its header is not readable"
    }
  }
}

/// Takes messages apart and puts them together: identities, delimiter, signature, four parts, buffers.
package struct MessageFraming: Sendable {
  /// The frame between routing identities and message.
  package static let delimiter = Array("<IDS|MSG>".utf8)

  private let signer: Signer
  private var memory = ReplayMemory()

  /// Makes a framing with the connection's key.
  package init(signer: Signer) { self.signer = signer }

  /// Reads a message; the signature is checked over the frames as they came, buffers not included.
  package mutating func decode(_ frames: [[UInt8]]) throws(FramingError) -> IncomingMessage {
    guard let delimiter = frames.firstIndex(of: Self.delimiter) else { throw .noDelimiter }
    let rest = Array(frames[(delimiter + 1)...])
    guard rest.count >= 5 else { throw .tooShort }
    let parts = Array(rest[1..<5])
    guard signer.isValid(rest[0], of: parts) else { throw .wrongSignature }
    guard memory.isNew(rest[0]) else { throw .replayed }
    guard let header = JSONCoding.decode(MessageHeader.self, from: parts[0]) else {
      throw .malformedHeader
    }
    let parent = JSONCoding.decode(JSON.self, from: parts[1])
    return IncomingMessage(
      identities: Array(frames[..<delimiter]), header: header, headerBytes: parts[0],
      parentIdentifier: parent?["msg_id"]?.stringValue,
      metadata: JSONCoding.decode(JSON.self, from: parts[2]) ?? .object([:]), content: parts[3],
      buffers: Array(rest[5...]))
  }

  /// Writes a message as frames.
  package func encode(_ message: OutgoingMessage) -> [[UInt8]] {
    let parts = [
      JSONCoding.encode(message.header), message.parentHeader,
      JSONCoding.encode(message.metadata), message.content,
    ]
    return message.identities + [Self.delimiter, signer.signature(of: parts)] + parts
      + message.buffers
  }
}
