// SPDX-License-Identifier: MIT

/// Who sent a message, when, and what kind it is.
package struct Header: Sendable, Equatable, Codable {
  /// The version of the messaging protocol that this kernel speaks.
  package static let protocolVersion = "5.6"

  package var messageID: String
  package var session: String
  package var username: String
  package var date: String
  package var messageType: String
  package var version: String
  /// The subshell that a request is for; nil is the main shell.
  package var subshellID: String?

  private enum CodingKeys: String, CodingKey {
    case messageID = "msg_id"
    case session
    case username
    case date
    case messageType = "msg_type"
    case version
    case subshellID = "subshell_id"
  }

  /// Describes a message.
  package init(
    messageID: String, session: String, username: String, date: String, messageType: String,
    version: String = Header.protocolVersion, subshellID: String? = nil
  ) {
    self.messageID = messageID
    self.session = session
    self.username = username
    self.date = date
    self.messageType = messageType
    self.version = version
    self.subshellID = subshellID
  }

  /// Reads a header; only the identifier and the type are indispensable.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    messageID = try container.decode(String.self, forKey: .messageID)
    messageType = try container.decode(String.self, forKey: .messageType)
    session = try container.value(.session, default: "")
    username = try container.value(.username, default: "")
    date = try container.value(.date, default: "")
    version = try container.value(.version, default: "")
    subshellID = try container.decodeIfPresent(String.self, forKey: .subshellID)
  }
}
