// SPDX-License-Identifier: MIT
// Which cell a task belongs to: the one whose code created it, whoever wakes it later.
#include "Host.h"

extern SWIFT_CALL void *swift_task_getCurrent(void);

// A task's number and its cell's, together in one word; the newest tasks push out old ones.
enum { TASK_LIMIT = 1 << 14 };
static _Atomic uint64_t origins[TASK_LIMIT];

static _Atomic uint64_t *place(uint32_t number) { return &origins[number % TASK_LIMIT]; }

static int recorded(const struct job *task) {
  if (!task) return 0;
  uint64_t entry = atomic_load(place(task->number));
  return entry >> 32 == task->number ? (int)(uint32_t)entry : 0;
}

/// The cell for which the calling thread works at this moment; 0 is none.
static int current(void) {
  int generation = recorded(swift_task_getCurrent());
  return generation ? generation : jobs_generation();
}

void origins_record(const void *pointer) {
  if (!pointer || !current_thread) return;
  const struct job *task = pointer;
  uint64_t entry = (uint64_t)task->number << 32 | (uint32_t)current();
  atomic_store(place(task->number), entry);
}

void origins_record_once(const void *pointer) {
  const struct job *task = pointer;
  if (job_is_task(task) && !recorded(task)) origins_record(task);
}

int lectern_origin(void) {
  const struct thread *thread = current_thread;
  if (!thread || thread->role == LECTERN_ROLE_FOREIGN) return 0;
  // The top level of a cell is the common case, and needs no look at its task.
  if (thread->role == LECTERN_ROLE_CELL && !thread->draining) return 0;
  int generation = current();
  return generation == atomic_load(&running_generation) ? 0 : generation;
}
