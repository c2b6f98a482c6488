// SPDX-License-Identifier: MIT
#include "instruction_set.h"
#include "pairs.h"

#if defined(__x86_64__)
#define FMA_BY_CALL
#endif
#include "pairs.inc"

#if defined(__x86_64__)
extern const pairs_loop pairs_avx2, pairs_avx512;
#endif

pairs_loop pairs_loop_chosen(void) {
#if defined(__x86_64__)
  if (instruction_set() == 2) return pairs_avx512;
  if (instruction_set() == 1) return pairs_avx2;
#endif
  return pairs;
}
