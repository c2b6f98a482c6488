// SPDX-License-Identifier: MIT

import CKernels

/// The memory that holds the scalars of one tensor, or of several that show parts of it.
///
/// Invariant that makes it `Sendable`: it is written only by the operation that makes it, before any tensor refers to it,
/// or through the one tensor that refers to it.
final class Storage: @unchecked Sendable {
  let scalars: UnsafeMutableBufferPointer<Float>

  /// Reserves memory whose content is undefined, at an address that suits the widest vector registers.
  init(uninitializedCount count: Int) {
    let memory = storage_take(count * MemoryLayout<Float>.stride)
    scalars = UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: Float.self, capacity: count), count: count)
  }

  deinit {
    if let memory = scalars.baseAddress {
      storage_give(memory, scalars.count * MemoryLayout<Float>.stride)
    }
  }
}

/// The memory that tensors take and give back, counted since the process began.
///
/// What a tensor gives back waits for the next one of about its size. No more waits than was lately in use at once.
package struct StorageStatistics: Sendable {
  /// The number of times that memory came from the system.
  package let allocations: Int
  /// The number of times that memory was used again.
  package let reuses: Int
  /// The bytes in use.
  package let liveBytes: Int
  /// The most bytes that were ever in use at once.
  package let peakBytes: Int
  /// The bytes that wait to be used again.
  package let cachedBytes: Int

  /// The counts at this moment.
  package static var now: StorageStatistics {
    let counts = storage_counts_now()
    return StorageStatistics(
      allocations: counts.allocations, reuses: counts.reuses, liveBytes: counts.live,
      peakBytes: counts.peak, cachedBytes: counts.cached)
  }

  /// Returns all memory to the system that waits to be used again.
  package static func trim() { storage_trim() }
}
