// SPDX-License-Identifier: MIT
import SessionWire

/// The cell whose thread runs, and what is known of its end.
struct RunningCell {
  let cell: Int
  /// Whether it reads variables for the kernel, and is no cell at all.
  let isReading: Bool
  private let library: String
  /// How it ended; known before `hasEnded` where a task of the cell trapped.
  private(set) var outcome: CellOutcome?
  private(set) var hasEnded = false
  /// Whether its thread was stopped where it may have held a lock that all need.
  private(set) var wasForced = false

  init(_ library: CellLibrary) {
    cell = library.cell
    self.library = library.path
    isReading = false
  }

  init(_ reader: VariableReader) {
    cell = reader.number
    library = ""
    isReading = true
  }

  /// What the kernel is told at the end.
  func end(_ outcome: CellOutcome) -> HostEvent {
    isReading
      ? .variablesRead(number: cell, outcome: outcome) : .finished(cell: cell, outcome: outcome)
  }

  /// What the kernel is told where the cell takes the session along.
  func lastWords(_ outcome: CellOutcome) -> HostEvent {
    isReading
      ? .variablesRead(number: cell, outcome: outcome.withLostHeap)
      : .lastWords(cell: cell, outcome: outcome.withLostHeap)
  }

  /// Whether the report comes from a task of this cell, or from a thread that runs its code.
  func owns(_ report: HostReport) -> Bool {
    report.isOfTask
      ? report.generation == cell : report.frames.contains { $0.library == library }
  }

  /// A task of the cell failed; the cell's own thread has still to be stopped.
  mutating func fail(with outcome: CellOutcome) {
    self.outcome = self.outcome ?? outcome
  }

  /// The cell's thread has ended.
  mutating func end(with outcome: CellOutcome, wasForced: Bool) {
    self.outcome = self.outcome ?? outcome
    hasEnded = true
    self.wasForced = wasForced
  }
}

extension CellOutcome {
  /// The outcome of a cell that took the session's heap along.
  var withLostHeap: CellOutcome {
    let reason = "the memory allocator is damaged, so the session has to end"
    return switch self {
    case .trapped(let signal, let message, let frames):
      .trapped(
        signal: signal, message: message.isEmpty ? reason : "\(message) (\(reason))",
        frames: frames)
    case .interrupted(let frames):
      .trapped(
        signal: 0,
        message: "the cell was stopped where it held a lock of the memory allocator or the "
          + "runtime, so the session has to end",
        frames: frames)
    case .completed, .threw, .exited, .notLoaded: self
    }
  }
}
