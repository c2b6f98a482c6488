// SPDX-License-Identifier: MIT
// A cell runs on a thread of its own: what a trap leaves behind there disturbs nobody.
#include <stdlib.h>
#include <string.h>

#include "Host.h"

extern void swift_release(void *object);

enum { STACK_SIZE = 64 << 20 };

struct cell {
  int (*entry)(int, char **);
  int generation;
};

void cell_leave(struct thread *thread) { siglongjmp(thread->exit_point, 1); }

__attribute__((noinline)) static void enter(struct thread *thread, const struct cell *cell) {
  char name[] = "cell";
  char *arguments[] = {name, NULL};
  thread->base = (uintptr_t)__builtin_frame_address(0);
  cell->entry(1, arguments);
  thread->leaves = true;
  report_end(thread, LECTERN_END_COMPLETED, 0, 0);
}

static void *run(void *argument) {
  struct cell cell = *(struct cell *)argument;
  free(argument);
  thread_register();
  struct thread *thread = current_thread;
  if (!thread) return NULL;
  atomic_store(&thread->generation, cell.generation);
  if (!sigsetjmp(thread->exit_point, 1)) {
    thread->role = LECTERN_ROLE_CELL;
    enter(thread, &cell);
  }
  return NULL;
}

bool lectern_start_cell(int (*entry)(int, char **), int generation) {
  struct cell *cell = malloc(sizeof *cell);
  if (!cell) return false;
  *cell = (struct cell){entry, generation};
  atomic_store(&running_generation, generation);
  if (thread_spawn(run, cell, STACK_SIZE)) return true;
  lectern_finish_cell();
  free(cell);
  return false;
}

void lectern_finish_cell(void) {
  atomic_store(&running_generation, 0);
  main_queue_wake();
}

bool lectern_is_cell(void) {
  const struct thread *thread = current_thread;
  return thread && thread->role == LECTERN_ROLE_CELL &&
         atomic_load(&thread->generation) == atomic_load(&running_generation);
}

void cell_settle(struct thread *thread) {
  if (!thread->draining || !thread->main_task) return;
  if (thread->report.end == LECTERN_END_COMPLETED) {
    swift_release(thread->main_task);
  } else {
    main_queue_abandon(thread->main_task);
  }
}

void lectern_cell_threw(char *type, char *description) {
  struct thread *thread = current_thread;
  if (!thread) abort();
  thread->report.type = type;
  thread->report.description = description;
  frames_of_error(&thread->report.frames, thread->uncaught);
  thread->leaves = thread->role == LECTERN_ROLE_CELL;
  report_end(thread, LECTERN_END_THREW, 0, 0);
  if (thread->leaves) cell_leave(thread);
  park();
}
