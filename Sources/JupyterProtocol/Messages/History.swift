// SPDX-License-Identifier: MIT

/// Asks for earlier inputs.
package struct HistoryRequest: MessageContent {
  package static let messageType = "history_request"

  package enum Access: String, Codable, Sendable {
    case range
    case tail
    case search
  }

  package var access: Access
  /// Whether the outputs are wanted too.
  package var output: Bool
  /// For a range: the session, 0 for this one, negative for those before it.
  package var session: Int
  package var start: Int
  /// For a range: the line after the last.
  package var stop: Int?
  /// How many of the last inputs, for a tail or a search.
  package var count: Int?
  /// For a search: a text with `*`, `?` and `[…]` as in file names.
  package var pattern: String
  package var unique: Bool

  private enum CodingKeys: String, CodingKey {
    case access = "hist_access_type"
    case output
    case session
    case start
    case stop
    case count = "n"
    case pattern
    case unique
  }

  /// Makes a request.
  package init(
    access: Access, output: Bool = false, session: Int = 0, start: Int = 0, stop: Int? = nil,
    count: Int? = nil, pattern: String = "*", unique: Bool = false
  ) {
    self.access = access
    self.output = output
    self.session = session
    self.start = start
    self.stop = stop
    self.count = count
    self.pattern = pattern
    self.unique = unique
  }

  /// Reads a request; only the kind of access is indispensable.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    access = try container.decode(Access.self, forKey: .access)
    output = try container.value(.output, default: false)
    session = try container.value(.session, default: 0)
    start = try container.value(.start, default: 0)
    stop = try container.decodeIfPresent(Int.self, forKey: .stop)
    count = try container.decodeIfPresent(Int.self, forKey: .count)
    pattern = try container.value(.pattern, default: "*")
    unique = try container.value(.unique, default: false)
  }
}

/// Lists earlier inputs.
package struct HistoryReply: MessageContent {
  package static let messageType = "history_reply"

  /// An input with its place: `[session, line, input]` or `[session, line, [input, output]]`.
  package struct Row: Codable, Sendable, Equatable {
    package var session: Int
    package var line: Int
    package var input: String
    package var output: String?
    package var hasOutput: Bool

    /// Makes a row.
    package init(session: Int, line: Int, input: String, output: String?, hasOutput: Bool) {
      self.session = session
      self.line = line
      self.input = input
      self.output = output
      self.hasOutput = hasOutput
    }

    /// Reads a row of either form.
    package init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      session = try container.decode(Int.self)
      line = try container.decode(Int.self)
      if let lone = try? container.decode(String.self) {
        input = lone
        hasOutput = false
        return
      }
      var pair = try container.nestedUnkeyedContainer()
      input = try pair.decode(String.self)
      output = try pair.decodeIfPresent(String.self)
      hasOutput = true
    }

    /// Writes a row of either form.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.unkeyedContainer()
      try container.encode(session)
      try container.encode(line)
      if hasOutput {
        try container.encode([input, output])
      } else {
        try container.encode(input)
      }
    }
  }

  package var status = "ok"
  package var history: [Row]

  /// Makes a reply.
  package init(history: [Row]) { self.history = history }
}
