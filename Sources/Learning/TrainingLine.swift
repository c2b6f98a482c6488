// SPDX-License-Identifier: MIT

import Display
import Glibc

/// The line that tells how far a training is, updated in place; nothing where nobody watches.
final class TrainingLine {
  /// The least time between two updates, in seconds.
  private static let updateInterval = 0.2

  private let isShown: Bool
  private let id = "training-\(UInt64.random(in: .min ... .max))"
  private var lastUpdate = 0.0

  init(isShown: Bool) {
    // Graded notebooks keep what they show; a line that changes is of no use there.
    self.isShown = isShown && getenv("NBGRADER_EXECUTION") == nil
  }

  private var isLive: Bool { isShown && CurrentFrontEnd.value.isLive }

  /// Shows the state of a running epoch, not too often.
  func show(_ record: EpochRecord) {
    // Between two steps the model is whole, and handlers of widgets may use it.
    processEvents()
    let time = monotonicSeconds()
    guard time - lastUpdate >= Self.updateInterval, isLive else { return }
    lastUpdate = time
    display(TrainingText(record.line), id: id)
  }

  /// Shows how an epoch ended; what is important is shown to everybody.
  func end(_ line: @autoclosure () -> String, isImportant: Bool = false) {
    // In a loop that goes on in another cell, the line appears there too.
    if isLive || isImportant { display(TrainingText(line()), id: id) }
  }

  static func number(_ value: Float) -> String {
    NumberText.significant(Double(value), digits: 5)
  }

  static func grouped(_ value: Double) -> String {
    NumberText.grouped(Int(Swift.min(value, 1e15)))
  }
}

/// A line of text without quotation marks.
private struct TrainingText: RichDisplay {
  let mimeBundle: MIMEBundle

  init(_ text: String) { mimeBundle = MIMEBundle(text: text) }
}
