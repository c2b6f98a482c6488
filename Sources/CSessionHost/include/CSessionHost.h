// SPDX-License-Identifier: MIT
#ifndef LECTERN_SESSION_HOST_H
#define LECTERN_SESSION_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define LECTERN_FRAME_LIMIT 64
#define LECTERN_MESSAGE_LIMIT 4096

/// What a thread of the session is there for.
enum lectern_role {
  /// Created by user code or a library.
  LECTERN_ROLE_FOREIGN,
  /// Runs one cell.
  LECTERN_ROLE_CELL,
  /// Runs Swift tasks.
  LECTERN_ROLE_WORKER,
  /// Runs the main actor's jobs between cells.
  LECTERN_ROLE_MAIN_QUEUE,
};

/// How a thread's work ended.
enum lectern_end {
  LECTERN_END_COMPLETED,
  LECTERN_END_THREW,
  LECTERN_END_TRAPPED,
  LECTERN_END_EXITED,
  LECTERN_END_STOPPED,
};

/// A place in the code: a return address has been stepped back into its call.
struct lectern_frames {
  int count;
  uintptr_t pcs[LECTERN_FRAME_LIMIT];
};

/// What a thread tells the control loop when its work ends.
struct lectern_report {
  enum lectern_end end;
  enum lectern_role role;
  /// The run that the thread worked for; 0 is none.
  int generation;
  int signal;
  int code;
  struct lectern_frames frames;
  /// For a thrown error, allocated with `malloc` and owned by the receiver.
  char *type;
  char *description;
  char message[LECTERN_MESSAGE_LIMIT];
};

// The host.

/// Installs handlers, executors and overrides; returns the descriptor that wakes the control loop.
int lectern_host_start(void *main_executor);
/// Takes the next report, or returns false.
bool lectern_next_report(struct lectern_report *report);
/// Replaces a worker or main-queue thread that was parked.
void lectern_respawn(enum lectern_role role);
/// Makes the control loop look for reports.
void lectern_wake(void);
/// Ends the process without running any handlers.
void lectern_end_process(int status) __attribute__((noreturn));

// Libraries.

/// Remembers a loaded library's code; only `interruptible` code loses execute permission in a stop.
bool lectern_add_library(void *handle, bool interruptible);
/// Finds the library of an address: its file and the address's offset. Null for unknown code.
const char *lectern_library_of(uintptr_t pc, uint64_t *offset);
/// The file of the library that holds the symbol, or null.
const char *lectern_file_of_symbol(const char *name);

// Cells.

/// Runs a cell's entry point on a thread of its own.
bool lectern_start_cell(int (*entry)(int, char **), int generation);
/// Declares that no cell runs any more, so that main-actor jobs may run by themselves.
void lectern_finish_cell(void);

// Stopping.

/// Starts to stop the run's threads; 0 stops all tasks that run in the background.
void lectern_stop_begin(int generation);
/// Shakes the threads once more; from `force` 1 to 3 they may be parked in ever worse places.
void lectern_stop_again(int force);
/// What the tasks of a run still do.
enum lectern_workers {
  LECTERN_WORKERS_DONE,
  /// They wait for something; nobody knows how long.
  LECTERN_WORKERS_WAITING,
  /// They run, or are about to: each comes by as soon as it gets a processor.
  LECTERN_WORKERS_RUNNING,
};

/// What the tasks still do that are being stopped; those that have not begun never will.
enum lectern_workers lectern_stop_workers(void);
/// Gives the cells their execute permission back.
void lectern_stop_end(void);
/// Whether the calling thread's cell is being stopped; loops of libraries ask now and then.
bool lectern_cell_is_cancelled(void);
/// Parks the calling thread if its cell is being stopped.
void lectern_checkpoint(void);
/// Between these two calls the thread is never parked by force.
void lectern_critical_begin(void);
void lectern_critical_end(void);
/// Between these two calls the thread leads work of several threads: it is parked only as a last resort.
void lectern_share_begin(void);
void lectern_share_end(void);
/// Whether the calling thread's cell is being stopped and has not come by its own code in time.
bool lectern_stop_is_pressing(void);
/// Parks the calling thread then, if it leads no work.
void lectern_library_checkpoint(void);
/// Parks the calling thread, which the caller has found to be stopped.
void lectern_stop_here(void);

// Errors.

/// Ends the calling cell with the error that left it; takes over two strings made with `malloc`.
void lectern_cell_threw(char *type, char *description);

// Main actor.

/// Adds a job of the main actor.
void lectern_main_enqueue(void *job);
/// Whether the calling thread runs the main actor's code.
bool lectern_is_main(void);
/// Whether the calling thread is that of the running cell.
bool lectern_is_cell(void);

// Standard streams.

/// The run whose code caused what the calling thread does; 0 for the running one, or where none is known.
int lectern_origin(void);
/// Begins a mark in a standard stream: the run's number in eight hexadecimal digits and the end follow.
#define LECTERN_MARK_BEGIN "\0\x0E"
#define LECTERN_MARK_END '\x0F'

/// Sets the buffering of standard output.
void lectern_stdio_start(void);
/// Writes what standard output holds.
void lectern_stdio_flush(void);
/// Writes what standard output holds, without waiting for another thread's print.
void lectern_stdio_flush_idle(void);
/// Takes the streams' locks from parked threads, then writes all text of the cell.
void lectern_stdio_settle(void);
/// Prints runtime warnings that were kept back for a trap that did not come.
void lectern_flush_reports(void);
/// Sets how standard input is read: the function returns a `malloc`ed line or null at the end.
void lectern_set_line_reader(char *(*reader)(void));

// The heap.

/// Sets what else must work: called on a thread of its own, and may take the runtime's locks.
void lectern_set_runtime_probe(void (*probe)(void));
/// Whether allocation, the loader and the runtime still work: no parked thread holds their locks.
bool lectern_heap_is_usable(void);
/// Runs work on a thread of its own and waits for its end.
///
/// What the calling thread keeps of freed memory may belong to a part of the heap that is lost; a new thread has none.
void lectern_run_apart(void (*work)(void *context), void *context);

#endif
