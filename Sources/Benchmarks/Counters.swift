// SPDX-License-Identifier: MIT

import Tensors

/// What the library has taken so far.
struct Counters {
  let systemAllocations: Int
  let tapeRecords: Int

  static var now: Counters {
    Counters(
      systemAllocations: StorageStatistics.now.allocations,
      tapeRecords: TapeStatistics.recordCount)
  }
}
