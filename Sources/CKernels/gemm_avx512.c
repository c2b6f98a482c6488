// SPDX-License-Identifier: MIT
#include "gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#define WIDTH 16
#define ROWS 14
#include "gemm_loops.h"
#include "gemm_pack.h"
#pragma clang attribute pop

static const gemm_set set = {"AVX-512", WIDTH, ROWS, tile, pack, copy};
const gemm_set *const gemm_avx512 = &set;
#else
const gemm_set *const gemm_avx512 = 0;
#endif
