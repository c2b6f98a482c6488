// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "storage_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "session.h"

enum {
  SMALLEST = 64,
  /// Sizes between one power of two and the next: at most a fifth of a block is not asked for.
  STEPS = 4,
  CLASS_COUNT = 48 * STEPS,
  /// As many requests make a period, over which the need for memory is observed.
  PERIOD = 4096,
};

/// What may always wait to be used again.
static const long always_kept = 64L << 20;
/// From this size on, pages of two megabytes save more time than their alignment costs room.
static const long huge_size = 4L << 20;
static const long huge_page = 2L << 20;

typedef struct free_block {
  struct free_block *next;
} free_block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static free_block *lists[CLASS_COUNT];
static storage_counts counts;
static long requests, period_peak, earlier_peak;

typedef struct {
  int number;
  long bytes;
} size_class;

static long class_size(int number) {
  long power = (long)SMALLEST << number / STEPS;
  return power + power / STEPS * (number % STEPS);
}

static size_class class_of(long bytes) {
  if (bytes <= SMALLEST) return (size_class){0, SMALLEST};
  int exponent = 63 - __builtin_clzl((unsigned long)(bytes - 1) / SMALLEST);
  long power = (long)SMALLEST << exponent;
  int step = (int)((bytes - 1 - power) / (power / STEPS)) + 1;
  int number = exponent * STEPS + step;
  return (size_class){number, class_size(number)};
}

static void *from_system(long bytes) {
  long alignment = bytes >= huge_size ? huge_page : SMALLEST;
  void *block = 0;
  if (posix_memalign(&block, alignment, bytes) != 0) abort();
#ifdef MADV_HUGEPAGE
  if (bytes >= huge_size) madvise(block, bytes, MADV_HUGEPAGE);
#endif
  return block;
}

/// Unlinks free blocks, the largest first, until no more bytes wait than may; returns them as a list.
static free_block *surplus(long limit) {
  free_block *result = 0;
  for (int number = CLASS_COUNT - 1; number >= 0 && counts.cached > limit; number--) {
    while (lists[number] && counts.cached > limit) {
      free_block *block = lists[number];
      lists[number] = block->next;
      counts.cached -= class_size(number);
      block->next = result;
      result = block;
    }
  }
  return result;
}

static void release(free_block *list) {
  while (list) {
    free_block *next = list->next;
    free(list);
    list = next;
  }
}

/// A thread that a cell's end stops while it holds the lock would keep it for ever.
static void take_lock(void) {
  kernels_lock_begin();
  pthread_mutex_lock(&lock);
}

static void give_lock(void) {
  pthread_mutex_unlock(&lock);
  kernels_lock_end();
}

/// As many bytes may wait as lately were in use at once.
static long kept(void) {
  long peak = period_peak > earlier_peak ? period_peak : earlier_peak;
  return peak > always_kept ? peak : always_kept;
}

void *storage_take(long bytes) {
  size_class class = class_of(bytes);
  // Every operation comes by here, and holds nothing yet.
  kernels_checkpoint();
  take_lock();
  free_block *block = lists[class.number], *rest = 0;
  counts.live += class.bytes;
  if (counts.live > counts.peak) counts.peak = counts.live;
  if (counts.live > period_peak) period_peak = counts.live;
  if (++requests % PERIOD == 0) {
    earlier_peak = period_peak;
    period_peak = counts.live;
    rest = surplus(kept());
    block = lists[class.number];
  }
  if (block) {
    lists[class.number] = block->next;
    counts.cached -= class.bytes;
    counts.reuses++;
  } else {
    counts.allocations++;
    // Blocks of sizes that nobody asks for any more make room for those that are needed.
    if (!rest) rest = surplus(kept() > class.bytes ? kept() - class.bytes : 0);
  }
  give_lock();
  release(rest);
  return block ? (void *)block : from_system(class.bytes);
}

void storage_give(void *memory, long bytes) {
  size_class class = class_of(bytes);
  free_block *block = memory, *rest = 0;
  take_lock();
  counts.live -= class.bytes;
  counts.cached += class.bytes;
  block->next = lists[class.number];
  lists[class.number] = block;
  if (counts.cached > kept()) rest = surplus(kept());
  give_lock();
  release(rest);
}

void storage_trim(void) {
  take_lock();
  free_block *rest = surplus(0);
  give_lock();
  release(rest);
}

storage_counts storage_counts_now(void) {
  take_lock();
  storage_counts result = counts;
  give_lock();
  return result;
}
