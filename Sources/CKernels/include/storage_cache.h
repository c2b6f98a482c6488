// SPDX-License-Identifier: MIT
#ifndef LECTERN_STORAGE_CACHE_H
#define LECTERN_STORAGE_CACHE_H

// Memory for tensors. What one tensor gives back the next one of about its size takes, without a call of the system.

#pragma clang assume_nonnull begin

/// What the cache has done since the process began, in bytes and numbers of blocks.
typedef struct {
  /// Blocks that came from the system.
  long allocations;
  /// Blocks that came from the cache.
  long reuses;
  /// Bytes in use, and the most there ever were.
  long live, peak;
  /// Bytes that wait to be used again.
  long cached;
} storage_counts;

/// Reserves memory of undefined content at an address that is a multiple of 64; any thread may call it.
void *storage_take(long bytes);

/// Gives memory back that was reserved for as many bytes.
void storage_give(void *block, long bytes);

/// Returns all memory to the system that waits to be used again.
void storage_trim(void);

/// What the cache has done so far.
storage_counts storage_counts_now(void);

#pragma clang assume_nonnull end
#endif
