// SPDX-License-Identifier: MIT
#include "instruction_set.h"
#include "random_loops.h"
#include "reduction_loops.h"
#include "vector_loops.h"

#if defined(__x86_64__)
#define FMA_BY_CALL
#endif
#include "vector_loops.inc"
#include "reduction_loops.inc"
#include "random_loops.inc"

static const vector_loops baseline_vectors = VECTOR_LOOPS_TABLE;
static const reduction_loops baseline_reductions = REDUCTION_LOOPS_TABLE;
static const random_loops baseline_random = RANDOM_LOOPS_TABLE;

#if defined(__x86_64__)
extern const vector_loops vector_loops_avx2, vector_loops_avx512;
extern const reduction_loops reduction_loops_avx2, reduction_loops_avx512;
extern const random_loops random_loops_avx2, random_loops_avx512;
#define CHOOSE(family, set)                                                                        \
  ((set) == 2 ? &family##_loops_avx512 : (set) == 1 ? &family##_loops_avx2 : 0)
#else
#define CHOOSE(family, set) 0
#endif

const vector_loops *vector_loops_for(int set) {
  if (set > instruction_set()) return 0;
  return set == 0 ? &baseline_vectors : CHOOSE(vector, set);
}

const vector_loops *vector_loops_chosen(void) { return vector_loops_for(instruction_set()); }

const reduction_loops *reduction_loops_chosen(void) {
  int set = instruction_set();
  return set == 0 ? &baseline_reductions : CHOOSE(reduction, set);
}

const random_loops *random_loops_chosen(void) {
  int set = instruction_set();
  return set == 0 ? &baseline_random : CHOOSE(random, set);
}
