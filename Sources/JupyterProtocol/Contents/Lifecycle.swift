// SPDX-License-Identifier: MIT

/// Asks the kernel to end.
package struct ShutdownRequest: MessageContent, Decodable {
  package static let messageType = "shutdown_request"
  package let restart: Bool

  private enum CodingKeys: String, CodingKey { case restart }

  /// Reads a request; without a word about it there is no restart.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    restart = (try? fields.decode(Bool.self, forKey: .restart)) ?? false
  }
}

/// Confirms the end.
package struct ShutdownReply: MessageContent, Encodable {
  package static let messageType = "shutdown_reply"
  package let status = "ok"
  package let restart: Bool

  /// Confirms, with the request's own flag.
  package init(restart: Bool) { self.restart = restart }
}

/// Confirms that the running cell was told to stop.
package struct InterruptReply: MessageContent, Encodable {
  package static let messageType = "interrupt_reply"
  package let status = "ok"

  /// Confirms.
  package init() {}
}

/// The ports, for clients that still ask for them.
package struct ConnectReply: MessageContent, Encodable {
  package static let messageType = "connect_reply"
  package let ports: [String: Int]

  /// Makes a reply.
  package init(ports: [String: Int]) { self.ports = ports }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.singleValueContainer()
    try fields.encode(ports)
  }
}

/// Greets a new subscriber, so that it knows that nothing will be missed from now on.
package struct Welcome: MessageContent, Encodable {
  package static let messageType = "iopub_welcome"
  package let subscription: String

  /// Greets the subscriber to a topic.
  package init(subscription: String) { self.subscription = subscription }
}
