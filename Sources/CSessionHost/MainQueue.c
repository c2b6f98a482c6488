// SPDX-License-Identifier: MIT
// The main actor. A cell with a top-level `await` drains its queue itself; between cells, and only
// then, a thread of its own does, so that tasks which a cell left behind go on.
#include <stdlib.h>

#include "Host.h"

extern void *swift_retain(void *object);
extern SWIFT_CALL void swift_task_cancel(void *task);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct job_list queue;
static struct executor main_executor;

// They are never released, so that no other task gets their address.
enum { ABANDONED_LIMIT = 4096 };
static void *abandoned[ABANDONED_LIMIT];
static int abandoned_count;

void lectern_main_enqueue(void *job) {
  int generation = jobs_generation();
  lectern_critical_begin();
  pthread_mutex_lock(&lock);
  job_list_push(&queue, job, generation);
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  lectern_critical_end();
}

void main_queue_wake(void) {
  pthread_mutex_lock(&lock);
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static void *cancel(void *task) {
  swift_task_cancel(task);
  return NULL;
}

void main_queue_abandon(void *task) {
  pthread_mutex_lock(&lock);
  if (abandoned_count < ABANDONED_LIMIT) abandoned[abandoned_count++] = task;
  pthread_mutex_unlock(&lock);
  // Cancellation runs handlers of user code, which may trap: never on the control loop's thread.
  thread_spawn(cancel, task, 8 << 20);
}

static bool is_abandoned(const void *task) {
  for (int index = 0; index < abandoned_count; index++) {
    if (abandoned[index] == task) return true;
  }
  return false;
}

/// Takes the next job that may run, under the lock.
static struct job *take(void) {
  struct job *job = job_list_pop(&queue);
  while (job && is_abandoned(job)) job = job_list_pop(&queue);
  return job;
}

static struct job *wait_in_cell(struct thread *thread) {
  lectern_critical_begin();
  pthread_mutex_lock(&lock);
  struct job *job = NULL;
  while (!is_stopped(thread) && !(job = take())) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  lectern_critical_end();
  return job;
}

/// The hook for the end of an async top level's first step, after which the process would end.
static SWIFT_CALL void drain(void *original, void *context) {
  (void)original;
  (void)context;
  struct thread *thread = current_thread;
  if (!thread || thread->role != LECTERN_ROLE_CELL) abort();
  if (thread->main_task) swift_retain(thread->main_task);
  thread->draining = true;
  // Whatever runs here holds up this cell, and is stopped with it.
  int generation = atomic_load(&thread->generation);
  for (struct job *job; (job = wait_in_cell(thread));) jobs_run(job, main_executor, generation);
  thread->leaves = true;
  report_end(thread, LECTERN_END_STOPPED, 0, 0);
  cell_leave(thread);
}

static struct job *wait_between_cells(void) {
  pthread_mutex_lock(&lock);
  struct job *job = NULL;
  while (atomic_load(&running_generation) || !(job = take())) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return job;
}

static void *run_between_cells(void *argument) {
  (void)argument;
  thread_register();
  current_thread->role = LECTERN_ROLE_MAIN_QUEUE;
  for (;;) {
    struct job *job = wait_between_cells();
    jobs_run(job, main_executor, (int)job->generation);
    flush_reports_of(current_thread);
    lectern_stdio_flush_idle();
  }
  return NULL;
}

void main_queue_spawn(void) { thread_spawn(run_between_cells, NULL, 8 << 20); }

bool lectern_is_main(void) {
  const struct thread *thread = current_thread;
  return thread &&
         (thread->role == LECTERN_ROLE_CELL || thread->role == LECTERN_ROLE_MAIN_QUEUE);
}

static SWIFT_CALL struct executor get_main(void *original) {
  (void)original;
  return main_executor;
}

static SWIFT_CALL bool is_main(struct executor executor, void *original) {
  (void)original;
  return executor.identity == main_executor.identity;
}

void main_queue_start(void *executor) {
  main_executor = *(struct executor *)executor;
  set_hook("swift_task_getMainExecutor_hook", get_main);
  set_hook("swift_task_isMainExecutor_hook", is_main);
  set_hook("swift_task_asyncMainDrainQueue_hook", drain);
  main_queue_spawn();
}
