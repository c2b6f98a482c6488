// SPDX-License-Identifier: MIT

/// Asks where the kernel listens.
package struct ConnectRequest: MessageContent {
  package static let messageType = "connect_request"
  /// Makes the request.
  package init() {}
}

/// Says where the kernel listens.
package struct ConnectReply: MessageContent {
  package static let messageType = "connect_reply"
  package var status = "ok"
  package var shellPort: Int
  package var iopubPort: Int
  package var stdinPort: Int
  package var controlPort: Int
  package var heartbeatPort: Int

  private enum CodingKeys: String, CodingKey {
    case status
    case shellPort = "shell_port"
    case iopubPort = "iopub_port"
    case stdinPort = "stdin_port"
    case controlPort = "control_port"
    case heartbeatPort = "hb_port"
  }

  /// Makes a reply.
  package init(ports: [Channel: Int]) {
    shellPort = ports[.shell] ?? 0
    iopubPort = ports[.iopub] ?? 0
    stdinPort = ports[.stdin] ?? 0
    controlPort = ports[.control] ?? 0
    heartbeatPort = ports[.heartbeat] ?? 0
  }
}
