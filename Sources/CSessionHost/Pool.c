// SPDX-License-Identifier: MIT
// The global executor. The usual one, libdispatch's, never recovers from a parked thread; here a
// parked worker is replaced.
#include <unistd.h>

#include "Host.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static struct job_list queue;

void pool_add(void *job, int generation) {
  lectern_critical_begin();
  pthread_mutex_lock(&lock);
  job_list_push(&queue, job, generation);
  pthread_cond_signal(&filled);
  pthread_mutex_unlock(&lock);
  lectern_critical_end();
}

void pool_forget(int generation) {
  lectern_critical_begin();
  pthread_mutex_lock(&lock);
  struct job_list kept = {NULL, NULL};
  for (struct job *job; (job = job_list_pop(&queue));) {
    if (job_is_task(job) && (!generation || job->generation == generation)) continue;
    job_list_append(&kept, job);
  }
  queue = kept;
  pthread_mutex_unlock(&lock);
  lectern_critical_end();
}

/// A job is at every moment in the queue or its worker's: an interrupt finds it, begun or not.
static struct job *take(void) {
  pthread_mutex_lock(&lock);
  struct job *job;
  while (!(job = job_list_pop(&queue))) pthread_cond_wait(&filled, &lock);
  atomic_store(&current_thread->generation, (int)job->generation);
  atomic_store(&current_thread->has_job, true);
  pthread_mutex_unlock(&lock);
  return job;
}

static void *work(void *argument) {
  (void)argument;
  const struct executor global = {NULL, NULL};
  thread_register();
  current_thread->role = LECTERN_ROLE_WORKER;
  for (;;) {
    struct job *job = take();
    jobs_run(job, global, (int)job->generation);
    atomic_store(&current_thread->has_job, false);
    atomic_store(&current_thread->generation, 0);
    flush_reports_of(current_thread);
    if (!atomic_load(&running_generation)) lectern_stdio_flush_idle();
  }
  return NULL;
}

void pool_spawn(void) { thread_spawn(work, NULL, 8 << 20); }

static SWIFT_CALL void enqueue(void *job, void *original) {
  (void)original;
  pool_add(job, jobs_generation());
}

void pool_start(void) {
  set_hook("swift_task_enqueueGlobal_hook", enqueue);
  for (long count = sysconf(_SC_NPROCESSORS_ONLN); count > 0; count--) pool_spawn();
}
