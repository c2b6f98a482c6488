// SPDX-License-Identifier: MIT
// What the parts of the host share. User code and Swift see CSessionHost.h only.
#ifndef LECTERN_HOST_H
#define LECTERN_HOST_H

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>

// The calling convention of the Swift functions and hooks that the host declares for itself.
#define SWIFT_CALL __attribute__((swiftcall))

#include "CSessionHost.h"
#include "Overrides.h"
#include "Registers.h"

/// A reference to a Swift executor: two words, all zero for the global pool.
struct executor {
  void *identity, *implementation;
};

/// A Swift job as schedulers see it: two words behind the object header are theirs.
struct job {
  void *header[2];
  struct job *next;
  intptr_t generation;
  /// The first byte says what it is: 0 stands for a task, the others for work of the runtime itself.
  uint32_t flags;
  /// A task's number, which no other task has.
  uint32_t number;
};

static inline bool job_is_task(const struct job *job) { return !(job->flags & 0xFF); }

/// Jobs that wait, first in, first out; linked through the jobs, so that nothing is allocated.
struct job_list {
  struct job *first, *last;
};

enum thread_state { THREAD_FREE, THREAD_LIVE, THREAD_REPORTED, THREAD_PARKED };

/// A thread that runs code of others, and may therefore trap.
struct thread {
  struct thread *next;
  _Atomic enum thread_state state;
  pthread_t handle;
  pid_t number;
  enum lectern_role role;
  _Atomic int generation;
  /// Above 0 the thread holds a lock of the host: it must not be parked by force.
  volatile sig_atomic_t critical;
  /// Above 0 other threads work for this one: parked in the midst, it would never let go of them.
  volatile sig_atomic_t shares;
  /// Whether a worker has a task's job, which it may not have begun yet.
  _Atomic bool has_job;
  uintptr_t stack_low, stack_high;
  /// The frame of the host that called user code; frames from there on are the host's.
  uintptr_t base;
  void *signal_stack;
  bool overflowed;
  /// Where a cell leaves to, when its end can be reached by unwinding only the cell's own entry.
  sigjmp_buf exit_point;
  bool draining;
  void *main_task;
  /// The newest error thrown on this thread, and where.
  void *thrown;
  unsigned long thrown_order;
  struct lectern_frames thrown_frames;
  /// The error that left the cell's top level.
  void *uncaught;
  /// What the runtime said before a trap.
  char said[LECTERN_MESSAGE_LIMIT];
  _Atomic int said_count;
  struct lectern_report report;
  /// A thread that reports and then ends by itself: its record is free after both are done with it.
  bool leaves;
  _Atomic int releases;
};

// Threads.c
extern __thread struct thread *current_thread __attribute__((tls_model("initial-exec")));
extern _Atomic int running_generation;
struct thread *threads_first(void);
void threads_start(void);
void thread_register(void);
void thread_release(struct thread *thread);
/// Gives back the memory that a parked thread's endless recursion has filled.
void thread_empty_stack(const struct thread *thread);
bool thread_spawn(void *(*start)(void *), void *argument, size_t stack_size);
bool in_session_process(void);

// Reports.c
void reports_start(void);
int reports_descriptor(void);
/// Fills in the report and wakes the control loop; a report is made once per life of a thread.
void report_end(struct thread *thread, enum lectern_end end, int signal, int code);
void park(void) __attribute__((noreturn));

// Faults.c
void faults_start(void);

// Frames.c
void frames_walk(struct lectern_frames *frames, const struct thread *thread,
                 struct lectern_registers registers);
void frames_start(void);
void frames_of_error(struct lectern_frames *frames, void *error);

// Libraries.c
bool is_cell_code(uintptr_t pc);
bool is_known_code(uintptr_t pc);
bool is_runtime_code(uintptr_t pc);
bool is_concurrency_code(uintptr_t pc);
void libraries_start(void);
void cells_set_executable(bool executable);

// Stopping.c
void stopping_start(void);
bool is_stopped(const struct thread *thread);
/// Answers an instruction fetch from a cell whose permission was taken away.
void stopping_fetch_fault(struct lectern_registers registers);
void stop_here(struct lectern_registers registers) __attribute__((noreturn));
bool is_bad_place(uintptr_t pc, int force);

// Jobs.c
void job_list_push(struct job_list *list, void *job, int generation);
/// Adds a job that has its generation.
void job_list_append(struct job_list *list, struct job *job);
struct job *job_list_pop(struct job_list *list);
void set_hook(const char *name, void *function);
void jobs_run(void *job, struct executor executor, int generation);
int jobs_generation(void);

// MainQueue.c
void main_queue_start(void *main_executor);
void main_queue_spawn(void);
void main_queue_wake(void);
/// Gives up the task that was a cell's top level: cancels what it started, never resumes it.
void main_queue_abandon(void *task);

// Pool.c
void pool_start(void);
void pool_spawn(void);
void pool_add(void *job, int generation);
/// Forgets the tasks of a run that wait for a worker; 0 stands for all runs.
void pool_forget(int generation);

// Timers.c
void timers_start(void);

// Cells.c
/// Lets go of what the cell's thread holds; the control loop calls it once for each cell.
void cell_settle(struct thread *thread);
void cell_leave(struct thread *thread) __attribute__((noreturn));

// Overrides.c
void overrides_start(void);

// Origins.c
/// Notes for which cell's sake a task was created.
void origins_record(const void *task);
/// The same for a task that the runtime made by itself, as for `async let`: noted when it first becomes ready.
void origins_record_once(const void *job);

// Stdio.c
/// Marks the text of another cell than the running one; true where `text_ends` must close it.
bool text_begins(FILE *stream);
void text_ends(FILE *stream);
/// Prints what the runtime said on the thread, if no trap has followed.
void flush_reports_of(struct thread *thread);

// Heap.c
void heap_start(void);
bool heap_abort_message(char *text, size_t size);

#endif
