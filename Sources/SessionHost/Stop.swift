// SPDX-License-Identifier: MIT
import CSessionHost
import Glibc

/// An interrupt under way: how long it has lasted, and how rough it may become.
struct Stop {
  private static let shakeInterval = 0.01
  /// After these seconds a thread is also stopped where it waits, where it computes, anywhere.
  private static let stages = [0.5, 1.0, 1.5]
  /// How long tasks that wait get to come by after the cell itself has ended.
  private static let taskPatience = 0.1
  /// How long those get that run: not so long that the kernel takes the cell for one that cannot be stopped.
  private static let longest = 1.6

  private let start = Self.now()
  private var lastShake = Self.now()
  private var cellEnd: Double?
  private(set) var force = 0

  /// Shakes what still runs; true once all has stopped or may go on.
  mutating func isOver(isCellDone: Bool) -> Bool {
    let now = Self.now()
    if isCellDone {
      let end = cellEnd ?? now
      cellEnd = end
      switch lectern_stop_workers() {
      case LECTERN_WORKERS_DONE: return true
      case LECTERN_WORKERS_WAITING: if now - end > Self.taskPatience { return true }
      default: if now - start > Self.longest { return true }
      }
    }
    force = Self.stages.filter { now - start >= $0 }.count
    if force > 0 || now - lastShake >= Self.shakeInterval {
      lastShake = now
      lectern_stop_again(Int32(force))
    }
    return false
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
