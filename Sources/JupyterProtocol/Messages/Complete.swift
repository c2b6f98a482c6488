// SPDX-License-Identifier: MIT

/// Asks for completions at a position, counted in Unicode code points.
package struct CompleteRequest: MessageContent {
  package static let messageType = "complete_request"
  package var code: String
  /// The end of the code, where it is missing.
  package var cursorPosition: Int?

  private enum CodingKeys: String, CodingKey {
    case code
    case cursorPosition = "cursor_pos"
  }

  /// Makes a request.
  package init(code: String, cursorPosition: Int?) {
    self.code = code
    self.cursorPosition = cursorPosition
  }
}

/// Proposes texts for a range of the code, counted in Unicode code points.
package struct CompleteReply: MessageContent {
  package static let messageType = "complete_reply"

  /// Kind and signature of a proposal, for front ends that show them.
  package struct TypedMatch: Codable, Sendable, Equatable {
    package var text: String
    package var type: String
    package var signature: String
    package var start: Int
    package var end: Int

    /// Describes a proposal.
    package init(text: String, type: String, signature: String, start: Int, end: Int) {
      self.text = text
      self.type = type
      self.signature = signature
      self.start = start
      self.end = end
    }
  }

  package struct Metadata: Codable, Sendable, Equatable {
    package var types: [TypedMatch]

    private enum CodingKeys: String, CodingKey {
      case types = "_jupyter_types_experimental"
    }
  }

  package var status = "ok"
  package var matches: [String]
  package var cursorStart: Int
  package var cursorEnd: Int
  package var metadata: Metadata

  private enum CodingKeys: String, CodingKey {
    case status
    case matches
    case cursorStart = "cursor_start"
    case cursorEnd = "cursor_end"
    case metadata
  }

  /// Makes a reply.
  package init(matches: [TypedMatch], cursorStart: Int, cursorEnd: Int) {
    self.matches = matches.map(\.text)
    self.cursorStart = cursorStart
    self.cursorEnd = cursorEnd
    metadata = Metadata(types: matches)
  }
}
