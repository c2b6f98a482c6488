// SPDX-License-Identifier: MIT
#include "recursion.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi2"))), apply_to = function)
#include "recursion.inc"
#pragma clang attribute pop

const recursion_loops recursion_loops_avx512 = {forward, backward};
#endif
