// SPDX-License-Identifier: MIT
import SessionWire
import Synchronization

/// The readings of variables that the session's process works on, each with somebody who waits for its end.
final class VariableReadings: Sendable {
  /// What a reading gave: the variables as far as it came, and how it ended; nil where the process is gone.
  struct Result: Sendable {
    var texts: [VariableText] = []
    var outcome: CellOutcome?
  }

  private struct State {
    var waiting: [Int: CheckedContinuation<Result, Never>] = [:]
    var results: [Int: Result] = [:]
  }

  private let state = Mutex(State())

  /// The numbers of the readings under way.
  var numbers: [Int] { state.withLock { Array($0.waiting.keys) } }

  /// Waits for the end of a reading that begins now.
  func wait(for number: Int, beginning: () -> Void) async -> Result {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        state.waiting[number] = continuation
        state.results[number] = Result()
      }
      beginning()
    }
  }

  /// Takes the next text of a reading: a type, then the same with the value.
  func add(_ text: VariableText, to number: Int) {
    state.withLock { state in
      let hasOpenType = state.results[number]?.texts.last.map { $0.value == nil } ?? false
      if hasOpenType { state.results[number]?.texts.removeLast() }
      state.results[number]?.texts.append(text)
    }
  }

  /// Ends a reading.
  func end(_ number: Int, _ outcome: CellOutcome?) {
    let (continuation, result) = state.withLock { state in
      (state.waiting.removeValue(forKey: number), state.results.removeValue(forKey: number))
    }
    var answer = result ?? Result()
    answer.outcome = outcome
    continuation?.resume(returning: answer)
  }

  /// Ends all of them: the process is gone.
  func endAll() {
    for number in numbers { end(number, nil) }
  }
}
