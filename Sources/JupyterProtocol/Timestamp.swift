// SPDX-License-Identifier: MIT
import Glibc

/// Dates as headers have them: ISO 8601, in UTC, to the microsecond.
enum Timestamp {
  /// The present moment.
  static var now: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return text(seconds: time.tv_sec, microseconds: time.tv_nsec / 1000)
  }

  /// A moment counted from the beginning of 1970.
  static func text(seconds: Int, microseconds: Int) -> String {
    var seconds = seconds
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = [
      (Int(parts.tm_year) + 1900, 4), (Int(parts.tm_mon) + 1, 2), (Int(parts.tm_mday), 2),
    ]
    let clock = [(Int(parts.tm_hour), 2), (Int(parts.tm_min), 2), (Int(parts.tm_sec), 2)]
    return joined(date, "-") + "T" + joined(clock, ":") + "." + padded(microseconds, 6) + "Z"
  }

  private static func joined(_ numbers: [(value: Int, width: Int)], _ separator: String) -> String {
    numbers.map { padded($0.value, $0.width) }.joined(separator: separator)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
