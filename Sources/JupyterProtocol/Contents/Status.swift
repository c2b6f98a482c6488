// SPDX-License-Identifier: MIT

/// Whether the kernel is at work.
package struct Status: MessageContent, Encodable {
  package static let messageType = "status"
  package let state: String

  private enum CodingKeys: String, CodingKey { case state = "execution_state" }

  package static let busy = Status(state: "busy")
  package static let idle = Status(state: "idle")
  package static let starting = Status(state: "starting")
}
