// SPDX-License-Identifier: MIT
// The host's answers to what the session executable caught.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "Host.h"

/// Defined in Swift: describes the error and calls `lectern_cell_threw`.
extern SWIFT_CALL void lectern_uncaught_error(void *error);

extern SWIFT_CALL void *swift_task_getCurrent(void);

static char *(*read_line_from_front_end)(void);

/// An async top level ends by calling exit(0) itself, perhaps without ever having waited.
static bool is_in_async_top_level(const struct thread *thread) {
  return thread->draining || (thread->main_task && swift_task_getCurrent() == thread->main_task);
}

static void exiting(int code) {
  struct thread *thread = current_thread;
  if (!thread || !in_session_process()) return;
  bool at_end = thread->role == LECTERN_ROLE_CELL && code == 0 && is_in_async_top_level(thread);
  thread->leaves = at_end;
  report_end(thread, at_end ? LECTERN_END_COMPLETED : LECTERN_END_EXITED, 0, code);
  if (at_end) cell_leave(thread);
  park();
}

static void aborting(void *frame) {
  struct thread *thread = current_thread;
  if (!thread || !in_session_process()) return;
  struct lectern_registers registers = {.frame = (uintptr_t)frame, .stack = (uintptr_t)frame};
  frames_walk(&thread->report.frames, thread, registers);
  report_end(thread, LECTERN_END_TRAPPED, SIGABRT, 0);
  park();
}

static void uncaught_error(void *error) {
  if (!current_thread || !in_session_process()) return;
  current_thread->uncaught = error;
  lectern_uncaught_error(error);
}

static void say(struct thread *thread, const char *text) {
  int count = atomic_load(&thread->said_count);
  size_t room = sizeof thread->said - 1 - (size_t)count;
  size_t length = strnlen(text, room);
  memcpy(thread->said + count, text, length);
  atomic_store(&thread->said_count, count + (int)length);
}

static bool report(const char *text, const void *caller) {
  struct thread *thread = current_thread;
  if (!thread || !is_runtime_code((uintptr_t)caller) || !in_session_process()) return false;
  say(thread, text);
  return true;
}

static void assertion(const char *text) {
  if (current_thread) say(current_thread, text);
}

static void task_created(void *task) {
  struct thread *thread = current_thread;
  origins_record(task);
  // An async top level is the first task that its cell creates.
  if (thread && thread->role == LECTERN_ROLE_CELL && !thread->main_task) thread->main_task = task;
}

static ssize_t read_line(char **line, size_t *capacity) {
  if (!current_thread || !read_line_from_front_end || !in_session_process()) return -2;
  char *text = read_line_from_front_end();
  if (!text) return -1;
  free(*line);
  *line = text;
  *capacity = strlen(text) + 1;
  return (ssize_t)strlen(text);
}

void lectern_set_line_reader(char *(*reader)(void)) { read_line_from_front_end = reader; }

void overrides_start(void) {
  struct lectern_overrides *overrides = dlsym(RTLD_DEFAULT, "lectern_overrides");
  if (!overrides) return;
  *overrides = (struct lectern_overrides){.exiting = exiting,
                                          .aborting = aborting,
                                          .uncaught_error = uncaught_error,
                                          .report = report,
                                          .assertion = assertion,
                                          .thread_begins = thread_register,
                                          .task_created = task_created,
                                          .read_line = read_line,
                                          .text_begins = text_begins,
                                          .text_ends = text_ends};
}

void lectern_end_process(int status) {
  // The control loop's thread has no record, so that the override lets it pass.
  _exit(status);
}
