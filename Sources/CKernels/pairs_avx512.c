// SPDX-License-Identifier: MIT
#include "pairs.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi2"))), apply_to = function)
#include "pairs.inc"
#pragma clang attribute pop

const pairs_loops pairs_loops_avx512 = {log_sum_exp, scaled_squares, weighted_squares};
#endif
