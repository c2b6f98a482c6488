// SPDX-License-Identifier: MIT
// How a thread that ends, perhaps inside a signal handler, tells the control loop.
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "Host.h"

static int notification = -1;

void reports_start(void) { notification = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int reports_descriptor(void) { return notification; }

void lectern_wake(void) {
  int saved = errno;
  uint64_t one = 1;
  ssize_t written = write(notification, &one, sizeof one);
  (void)written;
  errno = saved;
}

void report_end(struct thread *thread, enum lectern_end end, int signal, int code) {
  struct lectern_report *report = &thread->report;
  report->end = end;
  report->role = thread->role;
  report->generation = atomic_load(&thread->generation);
  report->signal = signal;
  report->code = code;
  int count = atomic_load(&thread->said_count);
  if (end != LECTERN_END_STOPPED && !report->message[0]) {
    memcpy(report->message, thread->said, (size_t)count);
    report->message[count] = 0;
  }
  atomic_store(&thread->said_count, 0);
  atomic_store(&thread->state, THREAD_REPORTED);
  lectern_wake();
}

void park(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  for (;;) pause();
}

bool lectern_next_report(struct lectern_report *report) {
  uint64_t count;
  ssize_t got = read(notification, &count, sizeof count);
  (void)got;
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    if (atomic_load(&thread->state) != THREAD_REPORTED) continue;
    *report = thread->report;
    if (thread->role == LECTERN_ROLE_CELL) cell_settle(thread);
    atomic_store(&thread->state, THREAD_PARKED);
    if (thread->overflowed) thread_empty_stack(thread);
    if (thread->leaves) thread_release(thread);
    return true;
  }
  return false;
}
