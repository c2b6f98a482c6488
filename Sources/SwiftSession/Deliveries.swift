// SPDX-License-Identifier: MIT
import Synchronization

/// The front ends' messages on comms whose handlers run, each with somebody who waits for its end.
final class Deliveries: Sendable {
  private let waiting = Mutex<[CheckedContinuation<Bool, Never>]>([])

  /// Waits for the end of a delivery that begins now: whether somebody knew the comm.
  func wait(beginning: () -> Void) async -> Bool {
    await withCheckedContinuation { continuation in
      waiting.withLock { $0.append(continuation) }
      beginning()
    }
  }

  /// Ends the oldest delivery: they end in the order in which they began.
  func endFirst(isKnown: Bool) {
    let first = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    first?.resume(returning: isKnown)
  }

  /// Ends all of them: handlers that trapped, or that were stopped, never report.
  func endAll(isKnown: Bool) {
    let all = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for continuation in all { continuation.resume(returning: isKnown) }
  }
}
