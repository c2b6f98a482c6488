// SPDX-License-Identifier: MIT
#include "gemm.h"

// Vectors of four scalars, which every processor has; NEON has twice as many registers as SSE.
#define WIDTH 4
#if defined(__aarch64__)
#define ROWS 8
#define SET_NAME "NEON"
#else
#define ROWS 4
#define SET_NAME "baseline"
#endif
#include "gemm_loops.h"
#include "gemm_pack.h"

static const gemm_set set = {SET_NAME, WIDTH, ROWS, tile, pack, copy};
const gemm_set *const gemm_portable = &set;
