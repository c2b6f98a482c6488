// SPDX-License-Identifier: MIT
import CSandbox
import Glibc

/// What one submission may use of the machine.
package struct ResourceLimits: Sendable, Equatable {
  /// The seconds that all cells together may take.
  package var seconds: Double = 600
  /// The seconds that one cell may take.
  package var cellSeconds: Double = 120
  /// The bytes of memory of all its processes.
  package var memory: Int = 4 << 30
  /// The number of processes and threads.
  package var processes: Int = 512
  /// The bytes of one file.
  package var fileSize: Int = 256 << 20
  /// The bytes of all files that it writes.
  package var disk: Int = 1 << 30

  /// The default limits.
  package init() {}
}

/// Limits that the system sets on this process and all that it starts; they cannot be raised again.
package enum ProcessLimits {
  /// Sets the limits.
  ///
  /// - Parameter processes: nil where the account has other processes, which would be counted too.
  package static func set(fileSize: Int, processes: Int?) {
    limit(__rlimit_resource_t(RLIMIT_CORE.rawValue), to: 0)
    limit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), to: fileSize)
    if let processes { csandbox_limit_processes(UInt(processes)) }
  }

  private static func limit(_ resource: __rlimit_resource_t, to value: Int) {
    var limits = rlimit()
    guard getrlimit(resource, &limits) == 0 else { return }
    limits.rlim_max = min(limits.rlim_max, rlim_t(value))
    limits.rlim_cur = limits.rlim_max
    setrlimit(resource, &limits)
  }

  /// Keeps other processes of the account from reading or changing this one, and ends it with its parent.
  package static func isolate() {
    csandbox_hide_from_others()
    csandbox_die_with_parent()
    csandbox_adopt_orphans()
  }
}
