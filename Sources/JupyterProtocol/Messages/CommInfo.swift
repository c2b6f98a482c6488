// SPDX-License-Identifier: MIT

/// Asks which comms are open.
package struct CommInfoRequest: MessageContent {
  package static let messageType = "comm_info_request"
  /// Only the comms of this target; all, where it is missing.
  package var targetName: String?

  private enum CodingKeys: String, CodingKey {
    case targetName = "target_name"
  }

  /// Makes a request.
  package init(targetName: String? = nil) { self.targetName = targetName }
}

/// Lists the open comms by identifier.
package struct CommInfoReply: MessageContent {
  package static let messageType = "comm_info_reply"

  package struct Comm: Codable, Sendable, Equatable {
    package var targetName: String

    private enum CodingKeys: String, CodingKey {
      case targetName = "target_name"
    }

    /// Names the target.
    package init(targetName: String) { self.targetName = targetName }
  }

  package var status = "ok"
  package var comms: [String: Comm]

  /// Makes a reply.
  package init(comms: [String: Comm]) { self.comms = comms }
}
