// SPDX-License-Identifier: MIT
// Standard output is one stream for all cells: a parked thread must not keep its lock or its text.
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "Host.h"

enum { BUFFER_SIZE = 64 * 1024, SETTLE_TRIES = 100, SETTLE_PAUSE = 1000 };

/// What glibc keeps as a stream's lock.
struct stream_lock {
  int locked, count;
  void *owner;
};

static char buffer[BUFFER_SIZE];

void lectern_stdio_start(void) { setvbuf(stdout, buffer, _IOLBF, sizeof buffer); }

void lectern_stdio_flush(void) { fflush(stdout); }

void lectern_stdio_flush_idle(void) {
  if (!__fpending(stdout) || ftrylockfile(stdout)) return;
  lectern_critical_begin();
  fflush_unlocked(stdout);
  funlockfile(stdout);
  lectern_critical_end();
}

static bool is_parked(const void *owner) {
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    if (atomic_load(&thread->state) != THREAD_PARKED) continue;
    if ((void *)thread->handle == owner) return true;
  }
  return false;
}

/// Frees a stream that a parked thread holds; waits a moment for one that is in use.
static void settle(FILE *stream) {
  for (int attempt = 0; attempt < SETTLE_TRIES; attempt++) {
    if (!ftrylockfile(stream)) {
      fflush_unlocked(stream);
      funlockfile(stream);
      return;
    }
    struct stream_lock *lock = (struct stream_lock *)stream->_lock;
    if (is_parked(lock->owner)) {
      memset(lock, 0, sizeof *lock);
    } else {
      usleep(SETTLE_PAUSE);
    }
  }
}

static void free_input(void) {
  if (!ftrylockfile(stdin)) return funlockfile(stdin);
  struct stream_lock *lock = (struct stream_lock *)stdin->_lock;
  if (is_parked(lock->owner)) memset(lock, 0, sizeof *lock);
}

void lectern_stdio_settle(void) {
  settle(stdout);
  settle(stderr);
  free_input();
}

/// Says in the stream itself whose text follows: so it stays in order with all other text.
static void mark(FILE *stream, int generation) {
  char text[16];
  int length = snprintf(text, sizeof text, "%c%c%08x%c", LECTERN_MARK_BEGIN[0],
                        LECTERN_MARK_BEGIN[1], (unsigned)generation, LECTERN_MARK_END);
  fwrite_unlocked(text, 1, (size_t)length, stream);
}

bool text_begins(FILE *stream) {
  if (stream != stdout && stream != stderr) return false;
  int generation = lectern_origin();
  if (!generation || !in_session_process()) return false;
  lectern_critical_begin();
  flockfile(stream);
  mark(stream, generation);
  return true;
}

void text_ends(FILE *stream) {
  mark(stream, 0);
  // Whatever is written past the stream belongs to the running cell again.
  fflush_unlocked(stream);
  funlockfile(stream);
  lectern_critical_end();
}

void flush_reports_of(struct thread *thread) {
  int count = atomic_exchange(&thread->said_count, 0);
  if (!count) return;
  ssize_t written = write(STDERR_FILENO, thread->said, (size_t)count);
  (void)written;
}

void lectern_flush_reports(void) {
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    // The report of a thread that has just trapped is the end of some later cell, or of none.
    if (atomic_load(&thread->state) != THREAD_REPORTED) flush_reports_of(thread);
  }
}
