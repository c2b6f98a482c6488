// SPDX-License-Identifier: MIT
package import Display

/// Opens a comm, from either end.
package struct CommOpen: MessageContent {
  package static let messageType = "comm_open"
  package var commID: String
  package var targetName: String
  package var data: JSON

  private enum CodingKeys: String, CodingKey {
    case commID = "comm_id"
    case targetName = "target_name"
    case data
  }

  /// Makes the message.
  package init(commID: String, targetName: String, data: JSON = .object([:])) {
    self.commID = commID
    self.targetName = targetName
    self.data = data
  }

  /// Reads the message; the data may be missing.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    commID = try container.decode(String.self, forKey: .commID)
    targetName = try container.decode(String.self, forKey: .targetName)
    data = try container.value(.data, default: .object([:]))
  }
}
