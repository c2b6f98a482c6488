// SPDX-License-Identifier: MIT

/// Asks the person at the front end for a line.
package struct InputRequest: MessageContent {
  package static let messageType = "input_request"
  package var prompt: String
  /// Whether the answer must not be seen.
  package var password: Bool

  /// Makes the request.
  package init(prompt: String, password: Bool) {
    self.prompt = prompt
    self.password = password
  }
}

/// The person's answer.
package struct InputReplyContent: MessageContent {
  package static let messageType = "input_reply"
  package var value: String

  /// Makes the answer.
  package init(value: String) { self.value = value }
}
