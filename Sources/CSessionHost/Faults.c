// SPDX-License-Identifier: MIT
// What turns a trap into the end of a cell: the thread is parked inside its handler for ever.
// Nothing unwinds, so nothing is half-freed, and the session's variables stay.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "Host.h"

enum { GUARD_REACH = 1 << 20 };

static bool is_stack_overflow(const struct thread *thread, uintptr_t address,
                              struct lectern_registers registers) {
  bool near_low = address + GUARD_REACH > thread->stack_low &&
                  address < thread->stack_low + (uintptr_t)sysconf(_SC_PAGESIZE) * 2;
  return near_low && registers.stack < thread->stack_low + GUARD_REACH;
}

static void append_address(char *text, size_t size, uintptr_t address) {
  char digits[2 * sizeof address + 1];
  size_t count = sizeof digits;
  digits[--count] = 0;
  do {
    digits[--count] = "0123456789abcdef"[address % 16];
    address /= 16;
  } while (address);
  strncat(text, digits + count, size - strlen(text) - 1);
}

/// Says what a memory fault was; the runtime says so for its own traps.
static void describe(struct thread *thread, int signal, const siginfo_t *info,
                     struct lectern_registers registers) {
  char *message = thread->report.message;
  size_t size = sizeof thread->report.message;
  uintptr_t address = (uintptr_t)info->si_addr;
  message[0] = 0;
  if (signal == SIGABRT) {
    if (!atomic_load(&thread->said_count)) heap_abort_message(message, size);
  } else if (signal == SIGSEGV && is_stack_overflow(thread, address, registers)) {
    thread->overflowed = true;
    strcpy(message, "Stack overflow: the recursion is too deep");
  } else if ((signal == SIGSEGV || signal == SIGBUS) && !atomic_load(&thread->said_count)) {
    strcpy(message, "Bad memory access");
    // The processor does not tell an address that cannot exist.
    if (info->si_code == SI_KERNEL) return;
    strcat(message, " at address 0x");
    append_address(message, size, address);
  }
}

/// The fault is nobody's whom the session can spare: let it end the process in the usual way.
static void end_by(int number) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(number, &standard, NULL);
  if (number == SIGABRT) raise(number);
}

static void on_fault(int number, siginfo_t *info, void *context) {
  struct lectern_registers registers = lectern_registers_of(context);
  bool is_fetch = (uintptr_t)info->si_addr == registers.pc && info->si_code == SEGV_ACCERR;
  if (number == SIGSEGV && is_fetch && is_cell_code(registers.pc)) {
    stopping_fetch_fault(registers);
    return;
  }
  struct thread *thread = current_thread;
  bool sent_by_others = info->si_code == SI_USER && info->si_pid != getpid();
  if (!thread || sent_by_others || !in_session_process()) return end_by(number);
  describe(thread, number, info, registers);
  frames_walk(&thread->report.frames, thread, registers);
  report_end(thread, LECTERN_END_TRAPPED, number, 0);
  park();
}

static void ignore(int number) { (void)number; }

void faults_start(void) {
  const int traps[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS};
  struct sigaction action = {.sa_sigaction = on_fault,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (size_t index = 0; index < sizeof traps / sizeof *traps; index++) {
    sigaction(traps[index], &action, NULL);
  }
  // A terminal's interrupt reaches the whole process group; the kernel alone decides about it. A
  // handler, unlike SIG_IGN, is not inherited by the programs that user code starts.
  struct sigaction nothing = {.sa_handler = ignore, .sa_flags = SA_RESTART};
  sigaction(SIGINT, &nothing, NULL);
  sigaction(SIGPIPE, &nothing, NULL);
}
