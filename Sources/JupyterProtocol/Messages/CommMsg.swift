// SPDX-License-Identifier: MIT
package import Display

/// Carries data over a comm, from either end.
package struct CommMsg: MessageContent {
  package static let messageType = "comm_msg"
  package var commID: String
  package var data: JSON

  private enum CodingKeys: String, CodingKey {
    case commID = "comm_id"
    case data
  }

  /// Makes the message.
  package init(commID: String, data: JSON = .object([:])) {
    self.commID = commID
    self.data = data
  }

  /// Reads the message; the data may be missing.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    commID = try container.decode(String.self, forKey: .commID)
    data = try container.value(.data, default: .object([:]))
  }
}
