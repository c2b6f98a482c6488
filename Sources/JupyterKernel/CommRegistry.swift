// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

/// The comms that are open, whoever opened them.
final class CommRegistry: Sendable {
  private let targets = Mutex<[String: String]>([:])

  /// Notes what a message opens or closes.
  func note(_ message: CommMessage) {
    targets.withLock { targets in
      switch message.kind {
      case .open: targets[message.id] = message.target
      case .close: targets[message.id] = nil
      case .message: break
      }
    }
  }

  /// The open comms of a target, or all.
  func open(target: String?) -> [String: [String: String]] {
    targets.withLock { targets in
      targets.filter { target == nil || $0.value == target }.mapValues { ["target_name": $0] }
    }
  }

  /// Tells the front ends.
  func publish(_ message: CommMessage, _ publisher: Publisher, parent: Parent) {
    let content = CommContent(
      id: message.id, target: message.kind == .open ? message.target : nil, data: message.data)
    publisher.publish(
      content, type: Self.messageType(of: message.kind), parent: parent,
      metadata: message.metadata, buffers: message.buffers)
  }

  /// What a front end's message says; nil for another type or unreadable content.
  static func message(from request: IncomingMessage) -> CommMessage? {
    guard
      let kind = CommMessage.Kind.allKinds.first(where: {
        messageType(of: $0) == request.header.type
      }),
      let content = JSONCoding.decode(CommContent.self, from: request.content)
    else { return nil }
    return CommMessage(
      kind: kind, id: content.id, target: content.target ?? "", data: content.data,
      metadata: request.metadata, buffers: request.buffers)
  }

  private static func messageType(of kind: CommMessage.Kind) -> String {
    switch kind {
    case .open: "comm_open"
    case .message: "comm_msg"
    case .close: "comm_close"
    }
  }
}

extension CommMessage.Kind {
  fileprivate static let allKinds: [CommMessage.Kind] = [.open, .message, .close]
}
