// SPDX-License-Identifier: MIT
package import Display

/// Asks for earlier cells.
package struct HistoryRequest: MessageContent, Decodable {
  package static let messageType = "history_request"
  package let access: String
  package let includesOutput: Bool
  package let session: Int
  package let start: Int
  package let stop: Int?
  package let count: Int?
  package let pattern: String
  package let isUnique: Bool

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

  /// Reads a request; what is missing has the protocol's default.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    access = (try? fields.decode(String.self, forKey: .access)) ?? "tail"
    includesOutput = (try? fields.decode(Bool.self, forKey: .output)) ?? false
    session = (try? fields.decode(Int.self, forKey: .session)) ?? 0
    start = (try? fields.decode(Int.self, forKey: .start)) ?? 1
    stop = try? fields.decode(Int.self, forKey: .stop)
    count = try? fields.decode(Int.self, forKey: .count)
    pattern = (try? fields.decode(String.self, forKey: .pattern)) ?? "*"
    isUnique = (try? fields.decode(Bool.self, forKey: .unique)) ?? false
  }
}

/// Earlier cells, as `[session, line, input]` or `[session, line, [input, output]]`.
package struct HistoryReply: MessageContent, Encodable {
  package static let messageType = "history_reply"
  package let status = "ok"
  package let history: [JSON]

  /// Makes a reply.
  package init(history: [JSON]) { self.history = history }
}
