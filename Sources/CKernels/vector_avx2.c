// SPDX-License-Identifier: MIT
#include "vector_loops.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#include "vector_loops.inc"
#pragma clang attribute pop

const vector_loops vector_loops_avx2 = VECTOR_LOOPS_TABLE;
#endif
