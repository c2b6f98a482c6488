// SPDX-License-Identifier: MIT
#include "kernels.h"

const char *kernels_instruction_set(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return "AVX-512";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "AVX2";
  return "baseline";
#elif defined(__aarch64__)
  return "NEON";
#else
  return "baseline";
#endif
}
