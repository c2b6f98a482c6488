// SPDX-License-Identifier: MIT
import Glibc

/// A thread of its own for work that waits.
///
/// Invariant: the thread's handle is written in `init` only, and joined at most once.
final class WorkerThread: @unchecked Sendable {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private var thread = pthread_t()

  /// Starts the work.
  init(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body)).toOpaque()
    pthread_create(
      &thread, nil,
      { work in
        guard let work else { return nil }
        Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
        return nil
      }, work)
  }

  /// Waits for the end of the work.
  func join() { pthread_join(thread, nil) }
}
