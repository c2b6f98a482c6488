// SPDX-License-Identifier: MIT

/// Whether the kernel works on a request.
package struct Status: MessageContent {
  package static let messageType = "status"

  package enum State: String, Codable, Sendable {
    case starting
    case busy
    case idle
  }

  package var executionState: State

  private enum CodingKeys: String, CodingKey {
    case executionState = "execution_state"
  }

  /// Makes the message.
  package init(_ state: State) { executionState = state }
}
