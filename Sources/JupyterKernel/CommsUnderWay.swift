// SPDX-License-Identifier: MIT
import Synchronization

/// The messages on comms that have come and are not handled yet: a cell sees all changes that came before it.
final class CommsUnderWay: Sendable {
  private struct Waiter {
    let number: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var numbers: Set<Int> = []
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())

  /// Notes a message by its number in the order of coming.
  func begin(_ number: Int) { state.withLock { _ = $0.numbers.insert(number) } }

  /// Notes that a message is handled.
  func end(_ number: Int) {
    let ready = state.withLock { state -> [Waiter] in
      guard state.numbers.remove(number) != nil else { return [] }
      let earliest = state.numbers.min() ?? .max
      let ready = state.waiters.filter { $0.number < earliest }
      state.waiters.removeAll { $0.number < earliest }
      return ready
    }
    for waiter in ready { waiter.continuation.resume() }
  }

  /// Returns when all messages are handled that came before the request with that number.
  func wait(forThoseBefore number: Int) async {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        let isReady = number < state.numbers.min() ?? .max
        if !isReady { state.waiters.append(Waiter(number: number, continuation: continuation)) }
        return isReady
      }
      if isReady { continuation.resume() }
    }
  }
}
