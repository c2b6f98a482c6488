// SPDX-License-Identifier: MIT
// The only place that knows the processor: register names and the shape of a call.
#ifndef LECTERN_REGISTERS_H
#define LECTERN_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

struct lectern_registers {
  uintptr_t pc, frame, stack;
};

static inline struct lectern_registers lectern_registers_of(const void *context) {
  const mcontext_t *machine = &((const ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
  return (struct lectern_registers){(uintptr_t)machine->gregs[REG_RIP],
                                    (uintptr_t)machine->gregs[REG_RBP],
                                    (uintptr_t)machine->gregs[REG_RSP]};
#elif defined(__aarch64__)
  return (struct lectern_registers){machine->pc, machine->regs[29], machine->sp};
#else
#error "The session host does not know this processor's registers."
#endif
}

/// Whether the instruction before `pc` entered the kernel: the thread waits there.
static inline bool lectern_is_after_system_call(uintptr_t pc) {
#if defined(__x86_64__)
  const unsigned char *code = (const unsigned char *)pc;
  return code[-2] == 0x0f && code[-1] == 0x05;
#elif defined(__aarch64__)
  return *(const uint32_t *)(pc - 4) == 0xd4000001;
#endif
}

/// Whether `pc` can be a return address: the instruction before it is a call.
static inline bool lectern_is_after_call(uintptr_t pc) {
#if defined(__x86_64__)
  const unsigned char *code = (const unsigned char *)pc;
  if (code[-5] == 0xe8) return true;
  for (int length = 2; length <= 7; length++) {
    if (code[-length] == 0xff && (code[1 - length] & 0x38) == 0x10) return true;
  }
  return false;
#elif defined(__aarch64__)
  uint32_t code = *(const uint32_t *)(pc - 4);
  return (code & 0xfc000000) == 0x94000000 || (code & 0xfffffc1f) == 0xd63f0000;
#endif
}

#endif
