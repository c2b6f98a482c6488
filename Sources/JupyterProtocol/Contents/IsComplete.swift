// SPDX-License-Identifier: MIT

/// Asks whether a text is a whole cell.
package struct IsCompleteRequest: MessageContent, Decodable {
  package static let messageType = "is_complete_request"
  package let code: String
}

/// Whether it is; the indent comes only with `incomplete`.
package struct IsCompleteReply: MessageContent, Encodable {
  package static let messageType = "is_complete_reply"
  package let status: String
  package let indent: String?

  /// Makes a reply.
  package init(status: String, indent: String? = nil) {
    self.status = status
    self.indent = indent
  }
}
