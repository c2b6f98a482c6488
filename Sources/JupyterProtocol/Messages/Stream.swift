// SPDX-License-Identifier: MIT

/// Text that code wrote to a standard stream.
package struct Stream: MessageContent {
  package static let messageType = "stream"
  /// `stdout` or `stderr`.
  package var name: String
  package var text: String

  /// Makes the message.
  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}
