// SPDX-License-Identifier: MIT
#include "instruction_set.h"

#include "kernels.h"

int instruction_set(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (has_avx512 && has_avx2) return 2;
  if (has_avx2 && __builtin_cpu_supports("bmi2")) return 1;
#endif
  return 0;
}

const char *kernels_instruction_set(void) {
#if defined(__aarch64__)
  return "NEON";
#else
  switch (instruction_set()) {
  case 2: return "AVX-512";
  case 1: return "AVX2";
  default: return "baseline";
  }
#endif
}
