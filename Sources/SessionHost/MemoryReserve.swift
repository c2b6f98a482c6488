// SPDX-License-Identifier: MIT
import CSessionHost
import Glibc

/// What a session with bounded memory may still use after a cell has used all of it.
///
/// The thread of such a cell is parked with all that it holds. Without a reserve no later cell could run.
enum MemoryReserve {
  /// Raises the bound to what the session's start left as the highest.
  static func grant() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
  }
}

extension lectern_report {
  /// Whether the thread ended because an allocation failed.
  var isWantOfMemory: Bool {
    // Asked before anybody knows whether the heap still works: so it must not allocate.
    let sign: StaticString = "failed to allocate"
    return end == LECTERN_END_TRAPPED
      && withUnsafePointer(to: message) { text in
        let sign = UnsafeRawPointer(sign.utf8Start).assumingMemoryBound(to: CChar.self)
        return strstr(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self), sign) != nil
      }
  }
}
