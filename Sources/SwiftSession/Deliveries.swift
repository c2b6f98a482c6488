// SPDX-License-Identifier: MIT
import Display
import Synchronization

/// The front ends' messages on comms that are being handled, each with somebody who waits for its end.
final class Deliveries: Sendable {
  typealias Answer = @Sendable (CommMessage) -> Void

  private struct Delivery: Sendable {
    let answer: Answer
    let end: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var lastNumber = 0
    var open: [Int: Delivery] = [:]
  }

  private let state = Mutex(State())

  /// Whether any message is being handled.
  var areUnderWay: Bool { state.withLock { !$0.open.isEmpty } }

  /// Waits for the end of a delivery that begins now: whether somebody knew the comm.
  func wait(answer: @escaping Answer, beginning: (_ number: Int) -> Void) async -> Bool {
    await withCheckedContinuation { continuation in
      let number = state.withLock { state in
        state.lastNumber += 1
        state.open[state.lastNumber] = Delivery(answer: answer, end: continuation)
        return state.lastNumber
      }
      beginning(number)
    }
  }

  /// Passes on what is answered at once.
  func answer(_ number: Int, _ message: CommMessage) {
    state.withLock { $0.open[number] }?.answer(message)
  }

  /// Ends a delivery.
  func end(_ number: Int, isKnown: Bool) {
    state.withLock { $0.open.removeValue(forKey: number) }?.end.resume(returning: isKnown)
  }

  /// Ends all of them: handlers that trapped, or that were stopped, never report.
  func endAll(isKnown: Bool) {
    let all = state.withLock { state in
      defer { state.open = [:] }
      return state.open.values
    }
    for delivery in all { delivery.end.resume(returning: isKnown) }
  }
}
