// SPDX-License-Identifier: MIT
#include "pairs.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#include "pairs.inc"
#pragma clang attribute pop

const pairs_loop pairs_avx2 = pairs;
#endif
