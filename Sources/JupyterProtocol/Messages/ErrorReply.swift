// SPDX-License-Identifier: MIT

/// The reply to a request that cannot be carried out, whatever its kind.
package struct ErrorReply: MessageContent {
  package static let messageType = "error_reply"
  package var status = "error"
  package var name: String
  package var value: String
  package var traceback: [String]

  private enum CodingKeys: String, CodingKey {
    case status
    case name = "ename"
    case value = "evalue"
    case traceback
  }

  /// Describes what is wrong with the request.
  package init(name: String, value: String) {
    self.name = name
    self.value = value
    traceback = ["\(name): \(value)"]
  }
}
