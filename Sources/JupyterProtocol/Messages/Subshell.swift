// SPDX-License-Identifier: MIT

/// Asks for another shell, beside which the others go on.
package struct CreateSubshellRequest: MessageContent {
  package static let messageType = "create_subshell_request"
  /// Makes the request.
  package init() {}
}

/// Names the new subshell, as the headers of its requests do.
package struct CreateSubshellReply: MessageContent {
  package static let messageType = "create_subshell_reply"
  package var status = "ok"
  package var subshellID: String

  private enum CodingKeys: String, CodingKey {
    case status
    case subshellID = "subshell_id"
  }

  /// Makes the reply.
  package init(subshellID: String) { self.subshellID = subshellID }
}

/// Asks to end a subshell.
package struct DeleteSubshellRequest: MessageContent {
  package static let messageType = "delete_subshell_request"
  package var subshellID: String

  private enum CodingKeys: String, CodingKey {
    case subshellID = "subshell_id"
  }

  /// Makes the request.
  package init(subshellID: String) { self.subshellID = subshellID }
}

/// Says that the subshell is no more.
package struct DeleteSubshellReply: MessageContent {
  package static let messageType = "delete_subshell_reply"
  package var status = "ok"
  /// Makes the reply.
  package init() {}
}

/// Asks which subshells there are.
package struct ListSubshellRequest: MessageContent {
  package static let messageType = "list_subshell_request"
  /// Makes the request.
  package init() {}
}

/// Lists the subshells, without the main shell.
package struct ListSubshellReply: MessageContent {
  package static let messageType = "list_subshell_reply"
  package var status = "ok"
  package var subshellIDs: [String]

  private enum CodingKeys: String, CodingKey {
    case status
    case subshellIDs = "subshell_id"
  }

  /// Makes the reply.
  package init(subshellIDs: [String]) { self.subshellIDs = subshellIDs }
}
