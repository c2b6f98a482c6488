// SPDX-License-Identifier: MIT
import Glibc
import SessionWire

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

extension CellOutcome {
  /// Whether the cell ended because an allocation failed.
  var isWantOfMemory: Bool {
    guard case .trapped(_, let message, _) = self else { return false }
    // Asked before anybody knows whether the heap still works: so it must not allocate.
    let sign: StaticString = "failed to allocate"
    let length = sign.utf8CodeUnitCount
    return message.utf8.withContiguousStorageIfAvailable { text in
      guard let start = text.baseAddress else { return false }
      var place = 0
      while place + length <= text.count {
        if memcmp(start + place, sign.utf8Start, length) == 0 { return true }
        place += 1
      }
      return false
    } ?? false
  }
}
