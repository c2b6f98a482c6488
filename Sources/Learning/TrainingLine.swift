// SPDX-License-Identifier: MIT

import Display
import Glibc

/// The line that tells how far a training is, updated in place; nothing where nobody watches.
final class TrainingLine {
  /// The least time between two updates, in seconds.
  private static let updateInterval = 0.2

  private let isShown: Bool
  private var handle: DisplayHandle?
  private var lastUpdate = 0.0

  init(isShown: Bool) {
    // Graded notebooks keep what they show; a line that changes is of no use there.
    self.isShown = isShown && getenv("NBGRADER_EXECUTION") == nil
  }

  private var isLive: Bool { isShown && CurrentFrontEnd.value.isLive }

  /// Shows the line where there is none yet in this cell.
  func begin(_ record: EpochRecord) {
    guard isLive else { return }
    let id = handle?.id ?? "training-\(UInt64.random(in: .min ... .max))"
    handle = display(TrainingText(record.line), id: id)
    lastUpdate = monotonicSeconds()
  }

  /// Shows the state of a running epoch, not too often.
  func show(_ record: EpochRecord) {
    let time = monotonicSeconds()
    guard time - lastUpdate >= Self.updateInterval, isLive else { return }
    lastUpdate = time
    handle?.update(TrainingText(record.line))
  }

  /// Shows how an epoch ended; what is important is shown to everybody.
  func end(_ line: String, isImportant: Bool = false) {
    if isLive, let handle {
      handle.update(TrainingText(line))
    } else if isImportant {
      display(TrainingText(line))
    }
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
