// SPDX-License-Identifier: MIT
#include "random_loops.h"
#include "reduction_loops.h"
#include "vector_loops.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi2"))), apply_to = function)
#include "vector_loops.inc"
#include "reduction_loops.inc"
#include "random_loops.inc"
#pragma clang attribute pop

const vector_loops vector_loops_avx512 = VECTOR_LOOPS_TABLE;
const reduction_loops reduction_loops_avx512 = REDUCTION_LOOPS_TABLE;
const random_loops random_loops_avx512 = RANDOM_LOOPS_TABLE;
#endif
