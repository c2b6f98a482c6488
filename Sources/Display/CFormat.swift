// SPDX-License-Identifier: MIT

import Glibc

extension String {
  /// The number written by C's `printf` with this text as its format.
  func formatted(_ value: Double) -> String {
    withVaList([value]) { arguments in
      // The longest fixed-point number has 309 digits before the point.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        guard let start = buffer.baseAddress else { return "" }
        vsnprintf(start, buffer.count, self, arguments)
        return String(cString: start)
      }
    }
  }
}
