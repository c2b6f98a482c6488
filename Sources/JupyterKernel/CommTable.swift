// SPDX-License-Identifier: MIT
import JupyterProtocol
import Synchronization

/// The open comms, with their targets, and the request in whose name their code answers.
final class CommTable: Sendable {
  private struct State {
    var targets: [String: String] = [:]
    /// How many messages on a comm wait among the cells.
    var queueLengths: [String: Int] = [:]
    /// The header of the front end's last message, while no cell has run since.
    var parent: Bytes?
  }

  private let state = Mutex(State())

  func open(_ id: String, target: String) { state.withLock { $0.targets[id] = target } }

  func close(_ id: String) { state.withLock { $0.targets[id] = nil } }

  func contains(_ id: String) -> Bool { state.withLock { $0.targets[id] != nil } }

  /// Whether a message on a comm can be handled now; if not, it waits among the cells, and all later ones behind it.
  func admits(_ id: String) -> Bool {
    state.withLock { state in
      if state.targets[id] != nil, state.queueLengths[id] == nil { return true }
      state.queueLengths[id, default: 0] += 1
      return false
    }
  }

  /// A message on a comm waits no more.
  func leaveQueue(_ id: String) {
    state.withLock { state in
      let length = state.queueLengths[id] ?? 0
      state.queueLengths[id] = length > 1 ? length - 1 : nil
    }
  }

  /// The targets of the open comms; of one target, or of all.
  func targets(named target: String?) -> [String: String] {
    state.withLock { $0.targets }.filter { target == nil || $0.value == target }
  }

  /// The header in whose name comms' code sends now, unless a cell does: a message may make many comms speak.
  var parent: Bytes? { state.withLock { $0.parent } }

  /// Lets what comms' code sends be in the name of a front end's message.
  func setParent(_ header: Bytes) { state.withLock { $0.parent = header } }

  /// From now on what comes is caused by a cell.
  func beginCell() { state.withLock { $0.parent = nil } }
}
