// SPDX-License-Identifier: MIT
import Glibc
import Synchronization

/// Runs pieces of work one after the other on a thread with a stack that deep expressions need.
final class WorkQueue: Sendable {
  private struct State {
    var work: [@Sendable () -> Void] = []
    var isRunning = false
  }

  /// The compiler recurses deeply on long expressions; its own threads have as much.
  private static let stackSize = 64 << 20

  private let state = Mutex(State())

  /// Appends a piece of work.
  func add(_ work: @escaping @Sendable () -> Void) {
    let mustStart = state.withLock { state in
      state.work.append(work)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if mustStart { startThread() }
  }

  private func startThread() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<WorkQueue>.fromOpaque(context).takeRetainedValue().drain()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    pthread_attr_destroy(&attributes)
  }

  private func drain() {
    while let work = next() { work() }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.work.isEmpty else {
        state.isRunning = false
        return nil
      }
      return state.work.removeFirst()
    }
  }
}
