// SPDX-License-Identifier: MIT

/// Messages to and from the frames of a socket, signed with the connection's key.
///
/// `identities… <IDS|MSG> signature header parent_header metadata content buffers…`
package struct WireFormat: Sendable {
  /// What stands between routing frames and message.
  package static let delimiter = Bytes("<IDS|MSG>".utf8)

  private let key: Bytes

  /// Prepares for a key; an empty one means that nothing is signed.
  ///
  /// - Throws: `FramingError.unknownScheme` for any scheme but HMAC-SHA256.
  package init(key: String, signatureScheme: String) throws(FramingError) {
    guard signatureScheme == "hmac-sha256" || key.isEmpty else {
      throw .unknownScheme(signatureScheme)
    }
    self.key = Bytes(key.utf8)
  }

  /// The frames of a message.
  package func frames(of message: Message) -> [Bytes] {
    let parts = [
      message.headerBytes, message.parentHeaderBytes, message.metadataBytes, message.contentBytes,
    ]
    let signature = key.isEmpty ? [] : Signature(key: key, parts: parts).hexadecimal
    return message.identities + [Self.delimiter, signature] + parts + message.buffers
  }

  /// Reads a message and checks its signature, which covers four parts exactly as they came, and no buffers.
  ///
  /// - Returns: the message, and its signature where the connection has a key.
  package func message(
    from frames: [Bytes]
  ) throws(FramingError) -> (message: Message, signature: Signature?) {
    guard let delimiter = frames.firstIndex(of: Self.delimiter) else { throw .noDelimiter }
    let rest = Array(frames[(delimiter + 1)...])
    guard rest.count >= 5 else { throw .missingParts(found: rest.count) }
    let parts = Array(rest[1..<5])
    let signature = try verified(rest[0], of: parts)
    for part in [parts[0], parts[3]] where !JSONCoding.looksLikeObject(part) { throw .noObject }
    let message = Message(
      identities: Array(frames[..<delimiter]), header: try header(from: parts[0]),
      headerBytes: parts[0], parentHeaderBytes: parts[1], metadataBytes: parts[2],
      contentBytes: parts[3], buffers: Array(rest[5...]))
    return (message, signature)
  }

  private func verified(_ frame: Bytes, of parts: [Bytes]) throws(FramingError) -> Signature? {
    if key.isEmpty { return nil }
    let signature = Signature(key: key, parts: parts)
    guard let claimed = Signature(hexadecimal: frame), signature.matches(claimed) else {
      throw .wrongSignature
    }
    return signature
  }

  private func header(from bytes: Bytes) throws(FramingError) -> Header {
    do {
      return try JSONCoding.decode(Header.self, from: bytes)
    } catch {
      throw .malformedHeader
    }
  }
}

/// Why frames are not a message for this kernel.
package enum FramingError: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownScheme(String)
  case noDelimiter
  case missingParts(found: Int)
  case wrongSignature
  case noObject
  case malformedHeader
  case repeated

  /// The reason in words.
  package var description: String {
    switch self {
    case .unknownScheme(let name):
      "the signature scheme '\(name)' is unknown; the connection file must say hmac-sha256"
    case .noDelimiter: "it has no <IDS|MSG> delimiter"
    case .missingParts(let count): "it has \(count) frames after the delimiter instead of five"
    case .wrongSignature: "its signature is wrong"
    case .noObject: "its header or its content is no JSON object"
    case .malformedHeader: "its header has no msg_id or no msg_type"
    case .repeated: "it came before"
    }
  }
}
