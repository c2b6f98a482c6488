// SPDX-License-Identifier: MIT

import Synchronization

/// The open comms, and what answers to the targets that the front end may open.
package enum CommRegistry {
  private static let comms = Mutex<[String: Comm]>([:])
  private static let openers = Mutex<[String: Opener]>([:])

  /// Hands a message from the front end to the comm that it is for.
  ///
  /// - Returns: Whether there was one; if not, the other end should be closed.
  package static func deliver(_ message: CommMessage) -> Bool {
    let content = Comm.Message(message.data, metadata: message.metadata, buffers: message.buffers)
    if message.kind == .open { return open(message, content) }
    guard let comm = comm(message.id) else { return false }
    if message.kind == .close { _ = remove(message.id) }
    comm.receive(message.kind, content)
    return true
  }

  /// The target of each open comm, by identifier.
  package static var openTargets: [String: String] {
    comms.withLock { $0.mapValues(\.target) }
  }

  private static func open(_ message: CommMessage, _ content: Comm.Message) -> Bool {
    guard let opener = openers.withLock({ $0[message.target] }) else { return false }
    let comm = Comm(id: message.id, target: message.target)
    add(comm)
    opener.call(comm, content)
    return true
  }

  static func add(_ comm: Comm) { comms.withLock { $0[comm.id] = comm } }

  static func comm(_ id: String) -> Comm? { comms.withLock { $0[id] } }

  static func remove(_ id: String) -> Bool { comms.withLock { $0.removeValue(forKey: id) != nil } }

  static func register(_ target: String, _ opener: Opener) {
    openers.withLock { $0[target] = opener }
  }
}

/// A closure of user code; the session calls it only between cells, so it meets no other user code.
struct Opener: @unchecked Sendable {
  let call: (Comm, Comm.Message) -> Void
  init(_ call: @escaping (Comm, Comm.Message) -> Void) { self.call = call }
}

extension Comm {
  /// Hands a message from the front end to the comm that it is for, and says whether there was one.
  package static func deliver(_ message: CommMessage) -> Bool { CommRegistry.deliver(message) }
}
