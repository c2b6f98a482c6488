// SPDX-License-Identifier: MIT

/// Asks to end the running cell.
package struct InterruptRequest: MessageContent {
  package static let messageType = "interrupt_request"
  /// Makes the request.
  package init() {}
}

/// Says that the interrupt is under way.
package struct InterruptReply: MessageContent {
  package static let messageType = "interrupt_reply"
  package var status = "ok"
  /// Makes the reply.
  package init() {}
}
