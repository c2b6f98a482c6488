// SPDX-License-Identifier: MIT
import CSessionHost
import Glibc
import SessionWire

/// What the kernel is still told when a thread took the heap along, before the process ends.
struct Farewell {
  private let channel: FrameChannel
  /// The cell that runs, with its outcome where that is known already.
  private let cell: RunningCell?
  /// What the thread reported that is to blame, where nobody has read it yet.
  private let report: lectern_report?

  init(_ channel: FrameChannel, cell: RunningCell?, report: lectern_report? = nil) {
    self.channel = channel
    self.cell = cell
    self.report = report
  }

  /// Says it, and ends the process.
  mutating func sayAndEnd() -> Never {
    // Even this may need what is lost: an alarm ends the process where it hangs.
    alarm(2)
    withUnsafeMutablePointer(to: &self) { farewell in
      lectern_run_apart({ $0?.assumingMemoryBound(to: Farewell.self).pointee.say() }, farewell)
    }
    lectern_end_process(1)
  }

  private func say() {
    lectern_stdio_settle()
    lectern_flush_reports()
    if let event = event() { try? channel.send(event) }
  }

  private func event() -> HostEvent? {
    guard var report else { return cell?.outcome.flatMap { cell?.lastWords($0) } }
    let told = HostReport(&report)
    if let cell { return cell.lastWords(cell.outcome ?? told.outcome) }
    return .backgroundTrap(cell: told.generation, message: told.summary, frames: told.frames)
  }
}
