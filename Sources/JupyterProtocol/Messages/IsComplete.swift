// SPDX-License-Identifier: MIT

/// Asks whether a text is a whole cell.
package struct IsCompleteRequest: MessageContent {
  package static let messageType = "is_complete_request"
  package var code: String

  /// Makes a request.
  package init(code: String) { self.code = code }
}

/// Says whether a text is a whole cell.
package struct IsCompleteReply: MessageContent {
  package static let messageType = "is_complete_reply"

  package enum State: String, Codable, Sendable {
    case complete
    case incomplete
    case invalid
    case unknown
  }

  package var status: State
  /// What the next line should begin with, only for an incomplete text.
  package var indent: String?

  /// Makes a reply.
  package init(_ status: State, indent: String? = nil) {
    self.status = status
    self.indent = indent
  }
}
