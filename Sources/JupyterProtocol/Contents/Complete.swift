// SPDX-License-Identifier: MIT
package import Display

/// Asks what could stand at the cursor; positions count Unicode scalars.
package struct CompleteRequest: MessageContent, Decodable {
  package static let messageType = "complete_request"
  package let code: String
  package let cursor: Int?

  private enum CodingKeys: String, CodingKey {
    case code
    case cursor = "cursor_pos"
  }
}

/// What could stand there.
package struct CompleteReply: MessageContent, Encodable {
  package static let messageType = "complete_reply"
  package let status = "ok"
  package let matches: [String]
  package let start: Int
  package let end: Int
  package let metadata: JSON

  private enum CodingKeys: String, CodingKey {
    case status
    case matches
    case start = "cursor_start"
    case end = "cursor_end"
    case metadata
  }

  /// Makes a reply.
  package init(matches: [String], start: Int, end: Int, metadata: JSON) {
    self.matches = matches
    self.start = start
    self.end = end
    self.metadata = metadata
  }
}
