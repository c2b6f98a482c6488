// SPDX-License-Identifier: MIT
import CSessionHost

/// The main actor's executor: its jobs wait for the cell with a top-level `await`, or for no cell to run.
final class MainActorExecutor: SerialExecutor {
  static let shared = MainActorExecutor()

  func enqueue(_ job: consuming ExecutorJob) {
    lectern_main_enqueue(unsafeBitCast(UnownedJob(job), to: UnsafeMutableRawPointer.self))
  }

  func checkIsolated() {
    precondition(lectern_is_main(), "this code does not run on the main actor")
  }

  func isIsolatingCurrentContext() -> Bool? { lectern_is_main() }
}
