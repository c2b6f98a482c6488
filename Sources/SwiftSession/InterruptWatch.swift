// SPDX-License-Identifier: MIT
import Synchronization

extension SwiftSession {
  /// How long the host may try to stop a cell: its roughest means comes after one and a half seconds.
  private static let patience = Duration.seconds(2)

  /// Ends the host when the cell that was interrupted does not end: a lock of the loader or the runtime may be lost.
  func watchInterrupt(on host: HostProcess) {
    let cell = state.withLock { $0.lastCell }
    Task {
      try? await Task.sleep(for: Self.patience)
      let isStuck = state.withLock { state in
        guard state.lastCell == cell, state.host === host, state.running?.finish != nil else {
          return false
        }
        state.running?.couldNotBeStopped = true
        return true
      }
      if isStuck { host.kill() }
    }
  }
}
