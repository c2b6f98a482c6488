// SPDX-License-Identifier: MIT

import Tensors

/// What the library has taken so far.
struct Counters {
  let systemAllocations: Int
  let tapeRecords: Int

  static var now: Counters {
    Counters(systemAllocations: 0, tapeRecords: TapeStatistics.recordCount)
  }
}
