// SPDX-License-Identifier: MIT
import Glibc
import Synchronization

/// Runs a piece of work once nothing has happened for a moment: between cells, not between two of a row of cells.
final class IdleWork: Sendable {
  private struct State {
    var lastMoment = ContinuousClock.now
    var isWaiting = false
  }

  private let pause: Duration
  private let work: @Sendable () -> Void
  private let state = Mutex(State())
  private let thread = WorkQueue()

  /// Makes work that waits for a pause of this length.
  init(after pause: Duration, _ work: @escaping @Sendable () -> Void) {
    self.pause = pause
    self.work = work
  }

  /// Asks for the work, and lets the pause begin again.
  func schedule() {
    let mustStart = state.withLock { state in
      state.lastMoment = .now
      defer { state.isWaiting = true }
      return !state.isWaiting
    }
    if mustStart { thread.add { self.wait() } }
  }

  private func wait() {
    while let rest = remaining {
      usleep(UInt32(max(1000, rest / .microseconds(1))))
    }
    work()
  }

  /// What is left of the pause; nil when it is over, and the work may be asked for again.
  private var remaining: Duration? {
    state.withLock { state in
      let rest = pause - state.lastMoment.duration(to: .now)
      if rest > .zero { return rest }
      state.isWaiting = false
      return nil
    }
  }
}
