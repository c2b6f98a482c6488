// SPDX-License-Identifier: MIT

/// Clears the outputs of the cell.
package struct ClearOutput: MessageContent {
  package static let messageType = "clear_output"
  /// Whether the old outputs stay until a new one comes.
  package var wait: Bool

  /// Makes the message.
  package init(wait: Bool) { self.wait = wait }
}
