// SPDX-License-Identifier: MIT
package import Display

/// Says how a cell ended.
///
/// All three outcomes carry the cell's number; graders read name, value and traceback of an error.
package struct ExecuteReply: MessageContent {
  package static let messageType = "execute_reply"

  package enum Outcome: Sendable, Equatable {
    case ok(userExpressions: [String: UserExpression], payload: [Payload])
    case error(ErrorOutput)
    /// The cell did not run, since one before it failed.
    case aborted
  }

  package var outcome: Outcome
  package var executionCount: Int

  private enum CodingKeys: String, CodingKey {
    case status
    case executionCount = "execution_count"
    case userExpressions = "user_expressions"
    case payload
  }

  /// Makes a reply.
  package init(_ outcome: Outcome, executionCount: Int) {
    self.outcome = outcome
    self.executionCount = executionCount
  }

  /// Reads a reply.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    executionCount = try container.decode(Int.self, forKey: .executionCount)
    switch try container.decode(String.self, forKey: .status) {
    case "ok":
      outcome = .ok(
        userExpressions: try container.value(.userExpressions, default: [:]),
        payload: try container.value(.payload, default: []))
    case "error": outcome = .error(try ErrorOutput(from: decoder))
    default: outcome = .aborted
    }
  }

  /// Writes the fields that belong to the outcome.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(executionCount, forKey: .executionCount)
    switch outcome {
    case .ok(let expressions, let payload):
      try container.encode("ok", forKey: .status)
      try container.encode(expressions, forKey: .userExpressions)
      try container.encode(payload, forKey: .payload)
    case .error(let error):
      try container.encode("error", forKey: .status)
      try error.encode(to: encoder)
    case .aborted:
      try container.encode("aborted", forKey: .status)
    }
  }
}

/// Something for the front end to do with a reply: here always a text for its pager.
package struct Payload: Codable, Sendable, Equatable {
  package var source = "page"
  package var data: [String: JSON]
  /// The line at which the pager shall begin.
  package var start = 0

  /// Makes a page.
  package init(page: MIMEBundle) { data = page.withPlainText.json }
}
