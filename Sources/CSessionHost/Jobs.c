// SPDX-License-Identifier: MIT
// Swift's jobs, as both executors of the session keep and run them.
#include <dlfcn.h>

#include "Host.h"

extern SWIFT_CALL void swift_job_run(void *job, struct executor executor);

void job_list_push(struct job_list *list, void *pointer, int generation) {
  struct job *job = pointer;
  origins_record_once(job);
  job->generation = generation;
  job_list_append(list, job);
}

void job_list_append(struct job_list *list, struct job *job) {
  job->next = NULL;
  if (list->last) {
    list->last->next = job;
  } else {
    list->first = job;
  }
  list->last = job;
}

struct job *job_list_pop(struct job_list *list) {
  struct job *job = list->first;
  if (!job) return NULL;
  list->first = job->next;
  if (!list->first) list->last = NULL;
  return job;
}

void set_hook(const char *name, void *function) {
  void **hook = dlsym(RTLD_DEFAULT, name);
  if (hook) *hook = function;
}

/// A job belongs to the run whose code made it ready.
int jobs_generation(void) {
  const struct thread *thread = current_thread;
  if (!thread) return 0;
  if (thread->role == LECTERN_ROLE_FOREIGN) return atomic_load(&running_generation);
  return atomic_load(&thread->generation);
}

// Kept out of line: the frame that it leaves is where user code's stack ends.
__attribute__((noinline)) void jobs_run(void *job, struct executor executor, int generation) {
  struct thread *thread = current_thread;
  int outer_generation = atomic_exchange(&thread->generation, generation);
  uintptr_t outer_base = thread->base;
  thread->base = (uintptr_t)__builtin_frame_address(0);
  swift_job_run(job, executor);
  thread->base = outer_base;
  atomic_store(&thread->generation, outer_generation);
}
