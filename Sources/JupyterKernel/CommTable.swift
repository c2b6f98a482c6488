// SPDX-License-Identifier: MIT
import JupyterProtocol
import Synchronization

/// The open comms, with their targets and the requests in whose name their code answers.
final class CommTable: Sendable {
  private struct Comm {
    var target: String
    /// The header of the front end's last message, while no cell has run since.
    var parent: Bytes?
  }

  private let comms = Mutex<[String: Comm]>([:])

  func open(_ id: String, target: String) {
    comms.withLock { $0[id] = Comm(target: target) }
  }

  func close(_ id: String) { comms.withLock { $0[id] = nil } }

  func contains(_ id: String) -> Bool { comms.withLock { $0[id] != nil } }

  /// The targets of the open comms; of one target, or of all.
  func targets(named target: String?) -> [String: String] {
    comms.withLock { $0.mapValues(\.target) }.filter { target == nil || $0.value == target }
  }

  /// Lets what the comm's code sends be in the name of a front end's message.
  func setParent(_ header: Bytes, of id: String) {
    comms.withLock { $0[id]?.parent = header }
  }

  /// The header in whose name the comm's code sends now, unless a cell does.
  func parent(of id: String) -> Bytes? { comms.withLock { $0[id]?.parent } }

  /// From now on what comes is caused by a cell.
  func beginCell() {
    comms.withLock { comms in
      for id in comms.keys { comms[id]?.parent = nil }
    }
  }
}
