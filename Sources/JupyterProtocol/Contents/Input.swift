// SPDX-License-Identifier: MIT

/// Asks the person who sent the cell for a line.
package struct InputRequest: MessageContent, Encodable {
  package static let messageType = "input_request"
  package let prompt: String
  package let isPassword: Bool

  private enum CodingKeys: String, CodingKey {
    case prompt
    case isPassword = "password"
  }

  /// Makes a request.
  package init(prompt: String, isPassword: Bool) {
    self.prompt = prompt
    self.isPassword = isPassword
  }
}

/// The person's line; `\u{04}` stands for the end of input.
package struct InputReplyContent: MessageContent, Decodable {
  package static let messageType = "input_reply"
  package let value: String
}
