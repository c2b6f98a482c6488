// SPDX-License-Identifier: MIT
import Glibc

/// Where a cell's time goes, written to standard error when `LECTERN_TRACE` is set.
final class Trace {
  private static let isEnabled = getenv("LECTERN_TRACE") != nil
  private let label: String
  private var marks: [(name: String, moment: ContinuousClock.Instant)] = []

  /// Starts the clock.
  init(_ label: String) {
    self.label = label
    mark("")
  }

  /// Notes that a step is done.
  func mark(_ name: String) {
    if Self.isEnabled { marks.append((name, .now)) }
  }

  /// Writes one line with the time of each step.
  func finish() {
    guard Self.isEnabled, let first = marks.first, let last = marks.last else { return }
    let steps = zip(marks, marks.dropFirst()).map { "\($1.name) \($1.moment - $0.moment)" }
    let line = "\(label): \(steps.joined(separator: ", ")); \(last.moment - first.moment) in all\n"
    line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
  }
}
