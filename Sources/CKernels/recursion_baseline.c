// SPDX-License-Identifier: MIT
#include "instruction_set.h"
#include "recursion.h"

#if defined(__x86_64__)
#define FMA_BY_CALL
#endif
#include "recursion.inc"

static const recursion_loops baseline = {forward, backward};

#if defined(__x86_64__)
extern const recursion_loops recursion_loops_avx2, recursion_loops_avx512;
#endif

const recursion_loops *recursion_loops_chosen(void) {
#if defined(__x86_64__)
  if (instruction_set() == 2) return &recursion_loops_avx512;
  if (instruction_set() == 1) return &recursion_loops_avx2;
#endif
  return &baseline;
}
