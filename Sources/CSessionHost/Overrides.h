// SPDX-License-Identifier: MIT
#ifndef LECTERN_OVERRIDES_H
#define LECTERN_OVERRIDES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/// What the session executable asks the host, once loaded, when user code or the Swift runtime
/// calls a function that the executable defines before libc and libswiftCore do.
///
/// Each member may be null until the host is there; then the original function runs.
struct lectern_overrides {
  /// A thread is about to end the process; returns only where the process is really to end.
  void (*exiting)(int code);
  /// A thread aborts; `frame` is the caller's frame. Returns only where the process is to abort.
  void (*aborting)(void *frame);
  /// An error left a cell's top level. The error is borrowed.
  void (*uncaught_error)(void *error);
  /// Text that is about to be printed on standard error; true where the host keeps it.
  bool (*report)(const char *text, const void *caller);
  /// A failed C assertion's message, followed by an abort.
  void (*assertion)(const char *text);
  /// The calling thread has just begun.
  void (*thread_begins)(void);
  /// The calling thread has just created a Swift task.
  void (*task_created)(void *task);
  /// Asks the front end for a line of standard input; -1 at the end, -2 for the original to read.
  ssize_t (*read_line)(char **line, size_t *capacity);
  /// Text is about to be put into a standard stream; true where `text_ends` must follow it.
  bool (*text_begins)(FILE *stream);
  /// The text stands in the stream.
  void (*text_ends)(FILE *stream);
};

/// The table itself, defined by the session executable.
extern struct lectern_overrides lectern_overrides;

#endif
