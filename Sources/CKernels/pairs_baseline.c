// SPDX-License-Identifier: MIT
#include "instruction_set.h"
#include "pairs.h"

#if defined(__x86_64__)
#define FMA_BY_CALL
#endif
#include "pairs.inc"

#if defined(__x86_64__)
extern const pairs_loops pairs_loops_avx2, pairs_loops_avx512;
#endif

static const pairs_loops baseline = {log_sum_exp, scaled_squares, weighted_squares};

const pairs_loops *pairs_loops_chosen(void) {
#if defined(__x86_64__)
  if (instruction_set() == 2) return &pairs_loops_avx512;
  if (instruction_set() == 1) return &pairs_loops_avx2;
#endif
  return &baseline;
}
