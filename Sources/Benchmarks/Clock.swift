// SPDX-License-Identifier: MIT

import Glibc

/// The clocks of the machine.
enum Clock {
  /// Seconds that always go on.
  static var now: Double { seconds(CLOCK_MONOTONIC) }
  /// Seconds since 1970.
  static var date: Double { seconds(CLOCK_REALTIME) }
  /// The processor seconds of this process.
  static var processSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The processor seconds of all processes, also of other machines on the same processors.
  static var machineSeconds: Double {
    guard let line = firstLine(of: "/proc/stat") else { return 0 }
    let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    // user, nice, system, idle, iowait, irq, softirq, steal
    guard ticks.count >= 8 else { return 0 }
    return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100
  }

  /// The mean number of running processes during the last minute.
  static var load: Double {
    firstLine(of: "/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
  }

  /// The most memory that the process has held, in megabytes.
  static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  private static func firstLine(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
