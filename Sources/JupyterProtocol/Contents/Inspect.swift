// SPDX-License-Identifier: MIT
package import Display

/// Asks what is known about the name at the cursor.
package struct InspectRequest: MessageContent, Decodable {
  package static let messageType = "inspect_request"
  package let code: String
  package let cursor: Int?
  package let detail: Int?

  private enum CodingKeys: String, CodingKey {
    case code
    case cursor = "cursor_pos"
    case detail = "detail_level"
  }
}

/// What is known; an empty bundle where there is nothing.
package struct InspectReply: MessageContent, Encodable {
  package static let messageType = "inspect_reply"
  package let status = "ok"
  package let found: Bool
  package let data: [String: JSON]
  package let metadata: [String: JSON]

  /// Makes a reply.
  package init(_ bundle: MIMEBundle?) {
    found = bundle != nil
    data = bundle?.dataJSON ?? [:]
    metadata = bundle?.metadata ?? [:]
  }
}
