// SPDX-License-Identifier: MIT
#include "gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define WIDTH 8
#define ROWS 6
#include "gemm_loops.h"
#include "gemm_pack.h"
#pragma clang attribute pop

static const gemm_set set = {"AVX2", WIDTH, ROWS, tile, pack, copy};
const gemm_set *const gemm_avx2 = &set;
#else
const gemm_set *const gemm_avx2 = 0;
#endif
