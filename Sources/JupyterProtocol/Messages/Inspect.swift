// SPDX-License-Identifier: MIT
package import Display

/// Asks what stands at a position, counted in Unicode code points.
package struct InspectRequest: MessageContent {
  package static let messageType = "inspect_request"
  package var code: String
  /// The end of the code, where it is missing.
  package var cursorPosition: Int?
  /// 0 for a description, 1 for the source too.
  package var detailLevel: Int

  private enum CodingKeys: String, CodingKey {
    case code
    case cursorPosition = "cursor_pos"
    case detailLevel = "detail_level"
  }

  /// Makes a request.
  package init(code: String, cursorPosition: Int?, detailLevel: Int = 0) {
    self.code = code
    self.cursorPosition = cursorPosition
    self.detailLevel = detailLevel
  }

  /// Reads a request; only the code is indispensable.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    cursorPosition = try container.decodeIfPresent(Int.self, forKey: .cursorPosition)
    detailLevel = try container.value(.detailLevel, default: 0)
  }
}

/// Describes what stands at a position.
package struct InspectReply: MessageContent {
  package static let messageType = "inspect_reply"
  package var status = "ok"
  package var found: Bool
  package var data: [String: JSON]
  package var metadata: [String: JSON]

  /// Makes a reply; nil where nothing was found.
  package init(_ bundle: MIMEBundle?) {
    found = bundle != nil
    data = bundle?.withPlainText.json ?? [:]
    metadata = bundle?.metadata ?? [:]
  }
}
