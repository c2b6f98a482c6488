// SPDX-License-Identifier: MIT
// An interrupt takes away execute permission from the cells' code: a thread stops at its next
// instruction there, outside malloc, stdio and the runtime. Only what does not come by in time is
// stopped elsewhere, first where it waits, then where it computes, at last anywhere.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "Host.h"

enum { NOTHING = -1, LAST_RESORT = 3, MAPPING_CALL_SIZE = 96, DELICATE_LIMIT = 16 };

/// Code that holds locks of the whole process while it computes.
static struct {
  uintptr_t low, high;
} delicate[DELICATE_LIMIT];
static int delicate_count;
/// The system calls that malloc makes while it holds its own lock.
static uintptr_t mapping_calls[6];

static _Atomic int stopping = NOTHING;
static _Atomic int force_level;
static _Atomic bool armed;

bool is_stopped(const struct thread *thread) {
  int generation = atomic_load(&stopping);
  if (generation == NOTHING) return false;
  bool is_task = thread->role == LECTERN_ROLE_WORKER || thread->role == LECTERN_ROLE_MAIN_QUEUE;
  if (generation == 0) return is_task;
  return (is_task || thread->role == LECTERN_ROLE_CELL) &&
         atomic_load(&thread->generation) == generation;
}

bool lectern_cell_is_cancelled(void) {
  const struct thread *thread = current_thread;
  int generation = atomic_load(&stopping);
  if (generation == NOTHING) return false;
  // Threads of libraries work for whichever cell runs.
  if (!thread || thread->role == LECTERN_ROLE_FOREIGN) return generation != 0;
  return is_stopped(thread);
}

void stop_here(struct lectern_registers registers) {
  struct thread *thread = current_thread;
  frames_walk(&thread->report.frames, thread, registers);
  report_end(thread, LECTERN_END_STOPPED, 0, 0);
  park();
}

void lectern_checkpoint(void) {
  struct thread *thread = current_thread;
  if (!thread || !is_stopped(thread)) return;
  stop_here((struct lectern_registers){.frame = (uintptr_t)__builtin_frame_address(0)});
}

bool lectern_stop_is_pressing(void) {
  const struct thread *thread = current_thread;
  return atomic_load_explicit(&force_level, memory_order_relaxed) > 0 && thread &&
         !thread->critical && is_stopped(thread);
}

void lectern_library_checkpoint(void) {
  if (lectern_stop_is_pressing() && !current_thread->shares) lectern_stop_here();
}

void lectern_stop_here(void) {
  if (!current_thread) return;
  stop_here((struct lectern_registers){.frame = (uintptr_t)__builtin_frame_address(0)});
}

void stopping_fetch_fault(struct lectern_registers registers) {
  int saved = errno;
  struct thread *thread = current_thread;
  // The control loop itself must never wait for the end of a stop.
  if (gettid() == getpid()) lectern_stop_end();
  if (thread && atomic_load(&armed) && is_stopped(thread)) stop_here(registers);
  // Somebody else's cell is being stopped: wait until the code may be executed again, and go on.
  struct timespec moment = {0, 200000};
  while (atomic_load(&armed)) nanosleep(&moment, NULL);
  errno = saved;
}

static bool is_mapping_call(uintptr_t pc) {
  for (size_t index = 0; index < sizeof mapping_calls / sizeof *mapping_calls; index++) {
    uintptr_t start = mapping_calls[index];
    if (start && pc >= start && pc < start + MAPPING_CALL_SIZE) return true;
  }
  return false;
}

static bool is_delicate(uintptr_t pc) {
  for (int index = 0; index < delicate_count; index++) {
    if (pc >= delicate[index].low && pc < delicate[index].high) return true;
  }
  return false;
}

bool is_bad_place(uintptr_t pc, int force) {
  if (force >= LAST_RESORT) return false;
  if (!is_delicate(pc)) return force < 2;
  return !lectern_is_after_system_call(pc) || is_mapping_call(pc);
}

static void on_shake(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)info;
  int force = atomic_load(&force_level);
  struct thread *thread = current_thread;
  if (!thread || !force || thread->critical || !is_stopped(thread)) return;
  struct lectern_registers registers = lectern_registers_of(context);
  if (thread->shares && force < LAST_RESORT) return;
  if (is_bad_place(registers.pc, force)) return;
  // A worker that has already been told to stop, or a cell that just left, has nothing to give up.
  if (atomic_load(&thread->state) != THREAD_LIVE || thread->base == thread->stack_high) return;
  stop_here(registers);
}

static void shake(int generation) {
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    if (atomic_load(&thread->state) != THREAD_LIVE || !is_stopped(thread)) continue;
    if (generation == 0 && !atomic_load(&thread->generation)) continue;
    // By number, not by handle: a thread that has just ended is then simply not found.
    syscall(SYS_tgkill, getpid(), thread->number, SIGUSR1);
  }
}

void lectern_stop_begin(int generation) {
  atomic_store(&force_level, 0);
  atomic_store(&stopping, generation);
  atomic_store(&armed, true);
  cells_set_executable(false);
  main_queue_wake();
  shake(generation);
}

void lectern_stop_again(int force) {
  atomic_store(&force_level, force);
  main_queue_wake();
  shake(atomic_load(&stopping));
}

/// Whether a thread has or wants a processor; one that waits for something does not.
static bool is_running(const struct thread *thread) {
  char path[64], text[64] = "";
  snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread->number);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  const char *state = count > 0 ? strrchr(text, ')') : NULL;
  return state && state[1] && state[2] == 'R';
}

enum lectern_workers lectern_stop_workers(void) {
  enum lectern_workers found = LECTERN_WORKERS_DONE;
  // What never begins need not be stopped: each task that is parked keeps its thread.
  pool_forget(atomic_load(&stopping));
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    if (atomic_load(&thread->state) != THREAD_LIVE || thread->role == LECTERN_ROLE_CELL) continue;
    bool is_busy = atomic_load(&thread->has_job) || thread->base != thread->stack_high;
    if (!is_busy || !is_stopped(thread)) continue;
    if (is_running(thread)) return LECTERN_WORKERS_RUNNING;
    found = LECTERN_WORKERS_WAITING;
  }
  return found;
}

void lectern_stop_end(void) {
  atomic_store(&force_level, 0);
  cells_set_executable(true);
  atomic_store(&armed, false);
  atomic_store(&stopping, NOTHING);
}

void lectern_critical_begin(void) {
  if (current_thread) current_thread->critical++;
}

void lectern_critical_end(void) {
  if (current_thread) current_thread->critical--;
}

void lectern_share_begin(void) {
  if (current_thread) current_thread->shares++;
}

void lectern_share_end(void) {
  if (current_thread) current_thread->shares--;
}

static int add_delicate(struct dl_phdr_info *info, size_t size, void *context) {
  static const char *const names[] = {"libc.so", "ld-linux", "libswiftCore", "libswift_Concurrency",
                                      "libdispatch", "libopenblas", "libstdc++"};
  (void)size;
  (void)context;
  for (size_t name = 0; name < sizeof names / sizeof *names; name++) {
    if (!strstr(info->dlpi_name, names[name])) continue;
    for (int index = 0; index < info->dlpi_phnum && delicate_count < DELICATE_LIMIT; index++) {
      const ElfW(Phdr) *header = &info->dlpi_phdr[index];
      if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
      delicate[delicate_count].low = info->dlpi_addr + header->p_vaddr;
      delicate[delicate_count].high = delicate[delicate_count].low + header->p_memsz;
      delicate_count++;
    }
  }
  return 0;
}

void stopping_start(void) {
  const char *names[] = {"mmap", "munmap", "brk", "mprotect", "madvise", "mremap"};
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    mapping_calls[index] = (uintptr_t)dlsym(RTLD_DEFAULT, names[index]);
  }
  dl_iterate_phdr(add_delicate, NULL);
  struct sigaction action = {.sa_sigaction = on_shake, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
}
