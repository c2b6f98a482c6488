// SPDX-License-Identifier: MIT
#include "instruction_set.h"
#include "vector_loops.h"

#if defined(__x86_64__)
#define FMA_BY_CALL
#endif
#include "vector_loops.inc"

static const vector_loops baseline = VECTOR_LOOPS_TABLE;

#if defined(__x86_64__)
extern const vector_loops vector_loops_avx2, vector_loops_avx512;
#endif

const vector_loops *vector_loops_for(int set) {
#if defined(__x86_64__)
  if (set > instruction_set()) return 0;
  if (set == 2) return &vector_loops_avx512;
  if (set == 1) return &vector_loops_avx2;
#endif
  return set == 0 ? &baseline : 0;
}

const vector_loops *vector_loops_chosen(void) { return vector_loops_for(instruction_set()); }
