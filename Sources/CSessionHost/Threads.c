// SPDX-License-Identifier: MIT
// Every thread that runs code of others has a record and a stack for its signal handlers.
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "Host.h"

enum { SIGNAL_STACK_SIZE = 256 * 1024 };

__thread struct thread *current_thread;
_Atomic int running_generation;

// The records are only ever added; that of a thread that ended is used again.
static struct thread *_Atomic first_thread;
static pthread_key_t end_key;
static pid_t session_process;

struct thread *threads_first(void) { return atomic_load(&first_thread); }

bool in_session_process(void) { return getpid() == session_process; }

static struct thread *reuse(void) {
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    enum thread_state expected = THREAD_FREE;
    if (atomic_compare_exchange_strong(&thread->state, &expected, THREAD_LIVE)) return thread;
  }
  return NULL;
}

static struct thread *add(void) {
  size_t size = SIGNAL_STACK_SIZE + sizeof(struct thread);
  void *memory =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  struct thread *thread = (struct thread *)((char *)memory + SIGNAL_STACK_SIZE);
  thread->signal_stack = memory;
  atomic_store(&thread->state, THREAD_LIVE);
  thread->next = threads_first();
  while (!atomic_compare_exchange_weak(&first_thread, &thread->next, thread)) continue;
  return thread;
}

static void find_stack(struct thread *thread) {
  pthread_attr_t attributes;
  void *low = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes)) return;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  thread->stack_low = (uintptr_t)low;
  thread->stack_high = (uintptr_t)low + size;
}

static void reset(struct thread *thread) {
  thread->handle = pthread_self();
  thread->number = gettid();
  thread->role = LECTERN_ROLE_FOREIGN;
  atomic_store(&thread->generation, 0);
  thread->critical = 0;
  thread->shares = 0;
  thread->draining = false;
  thread->main_task = NULL;
  thread->thrown = NULL;
  thread->leaves = false;
  thread->overflowed = false;
  atomic_store(&thread->releases, 0);
  atomic_store(&thread->said_count, 0);
  atomic_store(&thread->has_job, false);
  memset(&thread->report, 0, sizeof thread->report);
  find_stack(thread);
  thread->base = thread->stack_high;
}

void thread_register(void) {
  if (current_thread) return;
  struct thread *thread = reuse();
  if (!thread) thread = add();
  if (!thread) return;
  reset(thread);
  stack_t stack = {.ss_sp = thread->signal_stack, .ss_size = SIGNAL_STACK_SIZE};
  sigaltstack(&stack, NULL);
  current_thread = thread;
  pthread_setspecific(end_key, thread);
}

static void thread_ends(void *value) {
  struct thread *thread = value;
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  current_thread = NULL;
  // A cell may end its thread itself.
  if (thread->role == LECTERN_ROLE_CELL && !thread->leaves) {
    thread->leaves = true;
    report_end(thread, LECTERN_END_COMPLETED, 0, 0);
  }
  if (thread->leaves) {
    thread_release(thread);
  } else {
    atomic_store(&thread->state, THREAD_FREE);
  }
}

void thread_release(struct thread *thread) {
  if (atomic_fetch_add(&thread->releases, 1) == 1) atomic_store(&thread->state, THREAD_FREE);
}

void thread_empty_stack(const struct thread *thread) {
  // The outermost frames stay: other threads may still use what they hold.
  enum { KEPT = 1 << 20 };
  if (thread->stack_high < thread->stack_low + KEPT) return;
  madvise((void *)thread->stack_low, thread->stack_high - thread->stack_low - KEPT, MADV_DONTNEED);
}

void threads_start(void) {
  session_process = getpid();
  pthread_key_create(&end_key, thread_ends);
}

bool thread_spawn(void *(*start)(void *), void *argument, size_t stack_size) {
  pthread_attr_t attributes;
  pthread_t handle;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  int failure = pthread_create(&handle, &attributes, start, argument);
  pthread_attr_destroy(&attributes);
  return !failure;
}
