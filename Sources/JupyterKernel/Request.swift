// SPDX-License-Identifier: MIT
import JupyterProtocol

/// A message that came in, with its way and its place in the order of coming.
struct Request: Sendable {
  let message: Message
  let channel: Channel
  let number: Int
  /// The comm of a message that waits among the cells.
  var queuedComm: String?

  /// The type of the reply, for messages that have one.
  var replyType: String? {
    let suffix = "_request"
    guard message.type.hasSuffix(suffix) else { return nil }
    return message.type.dropLast(suffix.count) + "_reply"
  }
}
