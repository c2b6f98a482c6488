// SPDX-License-Identifier: MIT

import Synchronization

/// The open comms, and what answers to the targets that the front end may open.
package enum CommRegistry {
  private static let comms = Mutex<[String: Comm]>([:])
  private static let openers = Mutex<[String: Opener]>([:])

  /// Hands a message from the front end to the comm that it is for, as far as the library itself works on it.
  package static func take(_ message: CommMessage) -> CommArrival {
    let content = Comm.Message(message.data, metadata: message.metadata, buffers: message.buffers)
    if message.kind == .open { return open(message, content) }
    guard let comm = comm(message.id) else { return .unknown }
    if message.kind == .close { _ = remove(message.id) }
    return comm.receive(message.kind, content).map(CommArrival.pending) ?? .done
  }

  /// The target of each open comm, by identifier.
  package static var openTargets: [String: String] {
    comms.withLock { $0.mapValues(\.target) }
  }

  private static func open(_ message: CommMessage, _ content: Comm.Message) -> CommArrival {
    guard let opener = openers.withLock({ $0[message.target] }) else { return .unknown }
    let comm = Comm(id: message.id, target: message.target)
    // Before its handler is set: what is sent on it from now on comes behind the opening.
    add(comm)
    if opener.isOfLibrary {
      opener.call(comm, content)
      return .done
    }
    return .pending { opener.call(comm, content) }
  }

  static func add(_ comm: Comm) { comms.withLock { $0[comm.id] = comm } }

  static func comm(_ id: String) -> Comm? { comms.withLock { $0[id] } }

  static func remove(_ id: String) -> Bool { comms.withLock { $0.removeValue(forKey: id) != nil } }

  static func register(_ target: String, _ opener: Opener) {
    openers.withLock { $0[target] = opener }
  }
}

/// What becomes of a message from the front end.
package enum CommArrival: Sendable {
  /// Nobody knows the comm or the target: the other end should be closed.
  case unknown
  /// All is done.
  case done
  /// User code is to be called, where handlers run.
  case pending(@Sendable () -> Void)
}

/// What is done when the front end opens a comm; user code is called only where no other of the main actor runs.
struct Opener: @unchecked Sendable {
  let call: (Comm, Comm.Message) -> Void
  let isOfLibrary: Bool
  init(isOfLibrary: Bool = false, _ call: @escaping (Comm, Comm.Message) -> Void) {
    self.call = call
    self.isOfLibrary = isOfLibrary
  }
}

extension Comm {
  /// Hands a message from the front end to the comm that it is for, with all that follows, and says whether there was one.
  package static func deliver(_ message: CommMessage) -> Bool {
    switch CommRegistry.take(message) {
    case .unknown: return false
    case .done: break
    case .pending(let handler): handler()
    }
    return true
  }

  /// Registers what the library itself does, beside a running cell, when the front end opens a channel to the target.
  package static func registerOfLibrary(
    target: String, _ onOpen: @escaping @Sendable (Comm, Message) -> Void
  ) {
    CommRegistry.register(target, Opener(isOfLibrary: true, onOpen))
  }
}
