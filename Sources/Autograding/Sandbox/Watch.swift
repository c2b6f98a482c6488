// SPDX-License-Identifier: MIT
import Glibc

/// Looks at a process and its descendants until its end, and ends them when they use too much.
struct Watch {
  private let process: pid_t
  private let limits: ResourceLimits
  /// Whether the processes have a namespace of their own, which ends as a whole.
  private let isContained: Bool
  private let start: ContinuousClock.Instant
  private var lastLook: ContinuousClock.Instant
  private var peakMemory = 0
  private var processorSeconds: [pid_t: Double] = [:]
  private var cause: ProcessEnding.Cause?
  private var endTime: ContinuousClock.Instant?

  init(
    process: pid_t, limits: ResourceLimits, isContained: Bool, start: ContinuousClock.Instant
  ) {
    self.isContained = isContained
    self.process = process
    self.limits = limits
    self.start = start
    lastLook = start
  }

  /// Looks, unless the last look was a moment ago.
  mutating func look() {
    let now = ContinuousClock.now
    guard lastLook.duration(to: now) >= .milliseconds(100) else { return }
    lastLook = now
    let tree = ProcessTree(of: process, taskLimit: limits.processes)
    peakMemory = max(peakMemory, tree.memory)
    processorSeconds.merge(tree.processorSeconds) { $1 }
    if cause == nil, let excess = excess(tree, at: now) {
      cause = excess
      endTime = now
    }
    if cause != nil { end(ProcessTree(of: process, taskLimit: .max)) }
  }

  /// Whether the process was ended so long ago that only strays can hold its output open.
  var hasWaitedEnough: Bool { endTime.map { $0.duration(to: .now) > .seconds(5) } ?? false }

  /// Waits for the end of the process, whose output has ended.
  mutating func finish(_ ending: ProcessEnding) -> ProcessEnding {
    var ending = ending
    var status: Int32 = 0
    var usage = rusage()
    // A process that has closed its output has little left to do.
    let patience = ContinuousClock.now + .seconds(5)
    while wait4(process, &status, WNOHANG, &usage) == 0 {
      if ContinuousClock.now > patience { end(ProcessTree(of: process, taskLimit: .max)) }
      look()
      usleep(2000)
    }
    let signal = status & 0x7f
    ending.cause = cause ?? (signal == 0 ? .exited((status >> 8) & 0xff) : .signal(signal))
    ending.seconds = start.duration(to: .now) / .seconds(1)
    // The system does not count what ended with its namespace; what was seen of it does count.
    let counted = usage.ru_utime.seconds + usage.ru_stime.seconds
    ending.processorSeconds = max(counted, processorSeconds.values.reduce(0, +))
    ending.peakMemory = peakMemory
    return ending
  }

  private func excess(_ tree: ProcessTree, at now: ContinuousClock.Instant) -> ProcessEnding.Cause?
  {
    if tree.tasks > limits.processes { return .processes }
    if tree.memory > limits.memory { return .memory }
    return start.duration(to: now) > .seconds(limits.seconds) ? .time : nil
  }

  /// Ends all; of a namespace the root stays to count what was used, and ends by itself.
  private func end(_ tree: ProcessTree) {
    if !isContained || tree.processes.count < 2 { kill(process, SIGKILL) }
    for process in tree.processes.dropFirst() { kill(process, SIGKILL) }
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
