// SPDX-License-Identifier: MIT
import CSessionHost
import Synchronization

/// The handlers of what people did on the page: user code, which must never run beside a cell.
///
/// Between cells the main actor runs them. While a cell runs, its own thread does so where it says that it may, or the
/// main actor where it awaits; whatever is left then follows its end. Their order is that of the events.
final class EventQueue: Sendable {
  private struct Event: Sendable {
    let handler: @Sendable () -> Void
    /// Tells the front end that the event is handled; nil where it was told before.
    var acknowledge: (@Sendable () -> Void)?
  }

  private struct State {
    var events: [Event] = []
    /// Whether a handler runs: it may itself come by where handlers may run.
    var isHandling = false
    var isCellRunning = false
  }

  private let state = Mutex(State())
  private let count = Atomic<Int>(0)

  /// Takes an event; a front end that could wait long is told at once that it has been received.
  func add(_ handler: @escaping @Sendable () -> Void, acknowledge: @escaping @Sendable () -> Void) {
    let isCellRunning = locked { state in
      state.events.append(
        Event(handler: handler, acknowledge: state.isCellRunning ? nil : acknowledge))
      return state.isCellRunning
    }
    count.wrappingAdd(1, ordering: .releasing)
    if isCellRunning { acknowledge() }
    schedule()
  }

  /// Runs what waits, if the calling thread may do so now.
  func process() {
    // Loops come by at each step: nothing to do must cost nothing.
    if count.load(ordering: .acquiring) == 0 { return }
    while processNext() {}
  }

  // MARK: What the control loop calls

  /// Lets a cell begin; false while a handler runs, whose end wakes the control loop.
  func beginCell() -> Bool {
    let acknowledgements = locked { state -> [@Sendable () -> Void]? in
      if state.isHandling { return nil }
      state.isCellRunning = true
      defer { for index in state.events.indices { state.events[index].acknowledge = nil } }
      return state.events.compactMap(\.acknowledge)
    }
    for acknowledge in acknowledgements ?? [] { acknowledge() }
    return acknowledgements != nil
  }

  /// The cell is over, and with it a handler that ran on its thread.
  func endCell() {
    let isEmpty = locked { state in
      state.isCellRunning = false
      state.isHandling = false
      return state.events.isEmpty
    }
    if !isEmpty { schedule() }
  }

  /// The main actor's thread was stopped, or trapped, in a handler.
  func abandonHandler() {
    let isEmpty = locked { state in
      if !state.isCellRunning { state.isHandling = false }
      return state.events.isEmpty
    }
    if !isEmpty { schedule() }
  }

  // MARK: Running

  /// One event a job: a cell that waits gets its turn between two of them.
  private func schedule() {
    Task { @MainActor in
      if processNext(), count.load(ordering: .acquiring) > 0 { schedule() }
    }
  }

  private func processNext() -> Bool {
    let isCell = lectern_is_cell()
    let isMain = lectern_is_main()
    let event = locked { state -> Event? in
      guard state.isCellRunning ? isCell : isMain, !state.isHandling, !state.events.isEmpty
      else { return nil }
      state.isHandling = true
      return state.events.removeFirst()
    }
    guard let event else { return false }
    count.wrappingSubtract(1, ordering: .relaxed)
    event.handler()
    lectern_stdio_flush()
    event.acknowledge?()
    locked { $0.isHandling = false }
    lectern_wake()
    return true
  }

  /// No thread is parked while it holds the lock.
  private func locked<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
    lectern_critical_begin()
    defer { lectern_critical_end() }
    return state.withLock(body)
  }
}
