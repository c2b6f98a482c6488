// SPDX-License-Identifier: MIT
// Jobs that are due later: `Task.sleep` and clocks.
#include <stdlib.h>
#include <time.h>

#include "Host.h"

/// A waiting job; the list is sorted by the time when it is due.
struct timer {
  struct timer *next;
  void *job;
  int generation;
  long long due;
};

static const long long second = 1000000000;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static struct timer *first;

static long long now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * second + time.tv_nsec;
}

static void add(void *job, long long due) {
  int generation = jobs_generation();
  lectern_critical_begin();
  struct timer *timer = malloc(sizeof *timer);
  if (!timer) abort();
  *timer = (struct timer){.job = job, .generation = generation, .due = due};
  pthread_mutex_lock(&lock);
  struct timer **place = &first;
  while (*place && (*place)->due <= due) place = &(*place)->next;
  timer->next = *place;
  *place = timer;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  lectern_critical_end();
}

static struct timer *wait_for_due(void) {
  pthread_mutex_lock(&lock);
  for (;;) {
    if (first && first->due <= now(CLOCK_MONOTONIC)) break;
    if (first) {
      struct timespec until = {first->due / second, first->due % second};
      pthread_cond_timedwait(&changed, &lock, &until);
    } else {
      pthread_cond_wait(&changed, &lock);
    }
  }
  struct timer *timer = first;
  first = timer->next;
  pthread_mutex_unlock(&lock);
  return timer;
}

static void *run(void *argument) {
  (void)argument;
  for (;;) {
    struct timer *timer = wait_for_due();
    pool_add(timer->job, timer->generation);
    free(timer);
  }
  return NULL;
}

static SWIFT_CALL void enqueue_after(unsigned long long delay, void *job, void *original) {
  (void)original;
  const unsigned long long limit = (unsigned long long)1 << 62;
  add(job, now(CLOCK_MONOTONIC) + (long long)(delay < limit ? delay : limit));
}

static SWIFT_CALL void enqueue_at(long long seconds, long long nanoseconds, long long tolerance,
                                  long long tolerance_nanoseconds, int clock, void *job,
                                  void *original) {
  (void)tolerance;
  (void)tolerance_nanoseconds;
  (void)original;
  // Swift's continuous clock (1) counts the time asleep, the suspending one (2) does not.
  enum { CONTINUOUS = 1 };
  clockid_t source = clock == CONTINUOUS ? CLOCK_BOOTTIME : CLOCK_MONOTONIC;
  const long long limit = (long long)1 << 31;
  if (seconds > limit) seconds = limit;
  long long delay = seconds * second + nanoseconds - now(source);
  add(job, now(CLOCK_MONOTONIC) + delay);
}

void timers_start(void) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&changed, &attributes);
  set_hook("swift_task_enqueueGlobalWithDelay_hook", enqueue_after);
  set_hook("swift_task_enqueueGlobalWithDeadline_hook", enqueue_at);
  thread_spawn(run, NULL, 256 * 1024);
}
