// SPDX-License-Identifier: MIT
#include "gemm.h"

#include "instruction_set.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const gemm_set *supported(int index) {
#if defined(__x86_64__)
  if (index == 0) return instruction_set() == 2 ? gemm_avx512 : 0;
  if (index == 1) return instruction_set() >= 1 ? gemm_avx2 : 0;
#endif
  return index == 2 ? gemm_portable : 0;
}

const kernels_gemm_set *kernels_gemm_set_named(const char *name) {
  static _Atomic(const gemm_set *) fastest;
  const gemm_set *set = name ? 0 : atomic_load_explicit(&fastest, memory_order_acquire);
  for (int index = 0; !set && index < 3; index++) {
    set = supported(index);
    if (name && set && strcmp(set->name, name) != 0) set = 0;
  }
  if (!name) atomic_store_explicit(&fastest, set, memory_order_release);
  return set;
}

typedef struct {
  void *memory[2];
  long sizes[2];
} thread_memory;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *value) {
  thread_memory *mine = value;
  free(mine->memory[0]);
  free(mine->memory[1]);
  free(mine);
}

static void make_key(void) { pthread_key_create(&key, release); }

void *gemm_scratch(int slot, long byte_count) {
  pthread_once(&once, make_key);
  thread_memory *mine = pthread_getspecific(key);
  if (!mine) {
    mine = calloc(1, sizeof *mine);
    if (!mine) abort();
    pthread_setspecific(key, mine);
  }
  if (mine->sizes[slot] < byte_count) {
    free(mine->memory[slot]);
    // Some room to grow, and a vector beyond the end for loops that write whole vectors.
    mine->sizes[slot] = (byte_count + byte_count / 4 + 4095) / 4096 * 4096;
    if (posix_memalign(&mine->memory[slot], 4096, mine->sizes[slot] + 64)) abort();
  }
  return mine->memory[slot];
}
