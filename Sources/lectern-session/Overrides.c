// SPDX-License-Identifier: MIT
// Functions that user code, its libraries and the Swift runtime find here before the originals.
#include "Original.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SWIFT_CALL __attribute__((swiftcall))
struct lectern_overrides lectern_overrides;

static void announce_exit(int code) {
  if (lectern_overrides.exiting) lectern_overrides.exiting(code);
}

__attribute__((noreturn)) void exit(int code) {
  announce_exit(code);
  ORIGINAL(exit)(code);
  __builtin_unreachable();
}

__attribute__((noreturn)) void _exit(int code) {
  announce_exit(code);
  ORIGINAL(_exit)(code);
  __builtin_unreachable();
}

__attribute__((noreturn)) void _Exit(int code) { _exit(code); }

__attribute__((noreturn)) void quick_exit(int code) {
  announce_exit(code);
  ORIGINAL(quick_exit)(code);
  __builtin_unreachable();
}

__attribute__((noreturn)) void abort(void) {
  if (lectern_overrides.aborting) lectern_overrides.aborting(__builtin_frame_address(0));
  ORIGINAL(abort)();
  __builtin_unreachable();
}

__attribute__((noreturn)) void __assert_fail(const char *assertion, const char *file, unsigned line,
                                             const char *function) {
  char text[1024];
  snprintf(text, sizeof text, "Assertion failed: %s, in %s, %s:%u\n", assertion,
           function ? function : "?", file, line);
  if (lectern_overrides.assertion) {
    lectern_overrides.assertion(text);
  } else {
    fputs(text, stderr);
  }
  abort();
}

/// The Swift compiler ends a top level with a call of this where an error leaves it.
SWIFT_CALL void swift_errorInMain(void *error);
SWIFT_CALL void swift_errorInMain(void *error) {
  if (lectern_overrides.uncaught_error) lectern_overrides.uncaught_error(error);
  ORIGINAL(swift_errorInMain)(error);
}

/// A created task and the context that its function starts with.
struct task_and_context {
  void *task, *context;
};

SWIFT_CALL struct task_and_context swift_task_create(size_t flags, void *options, const void *type,
                                                     void *function, void *context);
SWIFT_CALL struct task_and_context swift_task_create(size_t flags, void *options, const void *type,
                                                     void *function, void *context) {
  struct task_and_context created =
      ORIGINAL(swift_task_create)(flags, options, type, function, context);
  if (lectern_overrides.task_created) lectern_overrides.task_created(created.task);
  return created;
}

struct beginning {
  void *(*start)(void *);
  void *argument;
};

static void *begin(void *pointer) {
  struct beginning beginning = *(struct beginning *)pointer;
  free(pointer);
  if (lectern_overrides.thread_begins) lectern_overrides.thread_begins();
  return beginning.start(beginning.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *argument) {
  struct beginning *beginning = malloc(sizeof *beginning);
  if (!beginning) return ENOMEM;
  *beginning = (struct beginning){start, argument};
  int failure = ORIGINAL(pthread_create)(thread, attributes, begin, beginning);
  if (failure) free(beginning);
  return failure;
}

static ssize_t read_line(char **line, size_t *capacity, FILE *stream) {
  if (stream != stdin || !lectern_overrides.read_line) return -2;
  return lectern_overrides.read_line(line, capacity);
}

// Swift's readLine calls this one.
ssize_t __getdelim(char **line, size_t *capacity, int delimiter, FILE *stream) {
  ssize_t count = delimiter == '\n' ? read_line(line, capacity, stream) : -2;
  return count == -2 ? ORIGINAL(__getdelim)(line, capacity, delimiter, stream) : count;
}

ssize_t getline(char **line, size_t *capacity, FILE *stream) {
  ssize_t count = read_line(line, capacity, stream);
  return count == -2 ? ORIGINAL(getline)(line, capacity, stream) : count;
}
