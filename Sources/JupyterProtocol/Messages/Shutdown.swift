// SPDX-License-Identifier: MIT

/// Asks the kernel to end.
package struct ShutdownRequest: MessageContent {
  package static let messageType = "shutdown_request"
  /// Whether another kernel will take its place.
  package var restart: Bool

  /// Makes the request.
  package init(restart: Bool) { self.restart = restart }

  /// Reads the request; without a word on it there is no restart.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    restart = try container.value(.restart, default: false)
  }
}

/// Says that the kernel ends now; goes to the asker and to everybody.
package struct ShutdownReply: MessageContent {
  package static let messageType = "shutdown_reply"
  package var status = "ok"
  package var restart: Bool

  /// Makes the reply.
  package init(restart: Bool) { self.restart = restart }
}
