// SPDX-License-Identifier: MIT
#ifndef LECTERN_KERNELS_H
#define LECTERN_KERNELS_H

/// The instruction set that the loops run with on this machine: "AVX-512", "AVX2", "NEON" or "baseline".
const char *kernels_instruction_set(void);

/// Tells the processor that this thread waits for another one.
static inline void kernels_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#include "kernels_convolution.h"
#include "kernels_gemm.h"
#include "pairs.h"
#include "recursion.h"
#include "session.h"

#endif
