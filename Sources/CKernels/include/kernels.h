// SPDX-License-Identifier: MIT
#ifndef LECTERN_KERNELS_H
#define LECTERN_KERNELS_H

/// The instruction set that the loops run with on this machine: "AVX-512", "AVX2", "NEON" or "baseline".
const char *kernels_instruction_set(void);

#include "kernels_gemm.h"
#include "pairs.h"
#include "recursion.h"

#endif
