// SPDX-License-Identifier: MIT
import Notebooks
package import SwiftSession

/// Runs a notebook's cells one after another in a session, within their time.
package struct CellRunner: Sendable {
  /// The name of the error of cells that were not run because the time was used up.
  static let outOfTime = "OutOfTime"
  /// How long an interrupted cell may take to end before its process is killed.
  private static let grace = Duration.seconds(4)

  private let session: SwiftSession

  /// Runs cells in a session.
  package init(session: SwiftSession) { self.session = session }

  /// Runs a job's cells and reports each as soon as it ends.
  package func run(_ job: CellJob, report: (CellReport) -> Void) async {
    let deadline = ContinuousClock.now + .seconds(job.seconds)
    for (index, cell) in job.cells.enumerated() {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else {
        report(outOfTime(cell, job))
        continue
      }
      let limit = min(left, .seconds(job.cellSeconds))
      report(await run(cell, count: index + 1, limit: limit))
    }
  }

  private func run(_ cell: CellJob.Cell, count: Int, limit: Duration) async -> CellReport {
    let output = OutputCollector()
    let watch = Task { [session] in
      try await Task.sleep(for: limit)
      session.interrupt()
      try await Task.sleep(for: Self.grace)
      session.endRunningCell()
    }
    let start = ContinuousClock.now
    let error = await session.run(cell.source, label: "In[\(count)]", output: output)
    watch.cancel()
    // A cell that ended by itself in its last moment has done its work.
    let isLate = error != nil && start.duration(to: .now) >= limit
    var outputs = output.outputs(executionCount: count, error: isLate ? nil : error)
    if isLate { outputs.append(timeout(limit, error)) }
    return CellReport(position: cell.position, executionCount: count, outputs: outputs)
  }

  private func timeout(_ limit: Duration, _ error: CellError?) -> NotebookOutput {
    let seconds = limit.formattedSeconds
    let text = "the cell was stopped after \(seconds) s, the time that it was given."
    return .error(
      name: "CellTimeout", value: text, report: ["CellTimeout: \(text)"] + (error?.report ?? []))
  }

  private func outOfTime(_ cell: CellJob.Cell, _ job: CellJob) -> CellReport {
    let seconds = Duration.seconds(job.seconds).formattedSeconds
    let text = "the cell was not run: the \(seconds) s for the whole notebook were used up."
    return CellReport(
      position: cell.position, executionCount: nil,
      outputs: [.error(name: Self.outOfTime, value: text, report: ["\(Self.outOfTime): \(text)"])])
  }
}

extension Duration {
  /// The seconds, with a decimal where it says something.
  fileprivate var formattedSeconds: String {
    let seconds = self / .seconds(1)
    return seconds >= 10 ? "\(Int(seconds.rounded()))" : "\((seconds * 10).rounded() / 10)"
  }
}
