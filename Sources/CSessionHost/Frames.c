// SPDX-License-Identifier: MIT
// Call stacks, read without allocating, locking or trusting memory: the thread may be in any state.
#include <sys/uio.h>
#include <unistd.h>

#include "Host.h"

enum { SCAN_LIMIT = 8, SCAN_WORDS = 4096 };

extern void _swift_setWillThrowHandler(void (*handler)(void *error));

/// Copies memory that need not be there; a fault becomes a false.
static bool peek(uintptr_t address, void *target, size_t size) {
  struct iovec local = {target, size}, remote = {(void *)address, size};
  return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}

static bool append(struct lectern_frames *frames, uintptr_t pc) {
  if (frames->count == LECTERN_FRAME_LIMIT) return false;
  frames->pcs[frames->count++] = pc;
  return true;
}

/// An async function keeps its context below its frame; the context holds its caller's context and
/// the function that resumes the caller. Anything else there does not point to code.
static bool walk_async(struct lectern_frames *frames, uintptr_t frame) {
  uintptr_t context, link[2];
  if (!peek(frame - sizeof context, &context, sizeof context)) return false;
  bool found = false;
  for (int depth = 0; depth < LECTERN_FRAME_LIMIT; depth++) {
    if (!context || !peek(context, link, sizeof link) || !is_known_code(link[1])) return found;
    found = append(frames, link[1]);
    context = link[0];
  }
  return found;
}

/// Whether the frame's function was started by the task runtime: its caller is then in its context.
static bool is_outermost_async(uintptr_t pc, uintptr_t caller) {
  return is_concurrency_code(caller) && !is_concurrency_code(pc);
}

static bool is_frame(const struct thread *thread, uintptr_t frame) {
  return frame >= thread->stack_low && frame + 2 * sizeof(uintptr_t) <= thread->stack_high &&
         frame < thread->base && frame % sizeof(uintptr_t) == 0;
}

static void walk_frames(struct lectern_frames *frames, const struct thread *thread, uintptr_t pc,
                        uintptr_t frame) {
  while (is_frame(thread, frame)) {
    // An overflowed stack's end cannot be read; everything above it can.
    uintptr_t link[2];
    if (!peek(frame, link, sizeof link) || !link[1] || link[0] <= frame) return;
    if (is_outermost_async(pc, link[1]) && walk_async(frames, frame)) return;
    pc = link[1] - 1;
    if (link[0] < thread->base && !append(frames, pc)) return;
    frame = link[0];
  }
}

static bool contains(const struct lectern_frames *frames, uintptr_t pc) {
  for (int index = 0; index < frames->count; index++) {
    if (frames->pcs[index] == pc) return true;
  }
  return false;
}

/// Functions without frame pointers can break the chain: then take what looks like a return.
static void scan(struct lectern_frames *frames, const struct thread *thread, uintptr_t stack) {
  int found = 0;
  stack &= ~(sizeof(uintptr_t) - 1);
  for (int word = 0; word < SCAN_WORDS && found < SCAN_LIMIT; word++) {
    uintptr_t address = stack + (uintptr_t)word * sizeof(uintptr_t), value;
    if (address < thread->stack_low || address + sizeof value > thread->base) return;
    if (!peek(address, &value, sizeof value)) return;
    // A call that returned leaves its trace below the calls that did not: the same place only once.
    if (!is_cell_code(value - 1) || !lectern_is_after_call(value)) continue;
    if (contains(frames, value - 1)) continue;
    if (!append(frames, value - 1)) return;
    found++;
  }
}

static bool reach_cell(const struct lectern_frames *frames) {
  for (int index = 0; index < frames->count; index++) {
    if (is_cell_code(frames->pcs[index])) return true;
  }
  return false;
}

void frames_walk(struct lectern_frames *frames, const struct thread *thread,
                 struct lectern_registers registers) {
  frames->count = 0;
  if (registers.pc) append(frames, registers.pc);
  // A jump through a bad pointer has set up no frame: its caller is on top of the stack.
  uintptr_t top;
  if (registers.pc && !is_known_code(registers.pc) && peek(registers.stack, &top, sizeof top)) {
    if (is_known_code(top - 1)) append(frames, top - 1);
  }
  walk_frames(frames, thread, registers.pc, registers.frame);
  if (!reach_cell(frames)) scan(frames, thread, registers.stack);
}

static _Atomic unsigned long throw_count;

/// Runs at each `throw`: an error that nothing catches has lost its stack when it is reported.
static void will_throw(void *error) {
  struct thread *thread = current_thread;
  if (!thread) return;
  thread->thrown = error;
  thread->thrown_order = atomic_fetch_add(&throw_count, 1) + 1;
  struct lectern_frames *frames = &thread->thrown_frames;
  frames->count = 0;
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0), pc = 0;
  // No copying by system call here: programs may throw often, and this stack is sound.
  while (is_frame(thread, frame) && frames->count < LECTERN_FRAME_LIMIT) {
    const uintptr_t *link = (const uintptr_t *)frame;
    if (!link[1] || link[0] <= frame) return;
    if (pc && is_outermost_async(pc, link[1]) && walk_async(frames, frame)) return;
    pc = link[1] - 1;
    if (link[0] < thread->base) append(frames, pc);
    frame = link[0];
  }
}

void frames_of_error(struct lectern_frames *frames, void *error) {
  frames->count = 0;
  unsigned long newest = 0;
  for (struct thread *thread = threads_first(); thread; thread = thread->next) {
    if (thread->thrown != error || thread->thrown_order <= newest) continue;
    newest = thread->thrown_order;
    *frames = thread->thrown_frames;
  }
}

void frames_start(void) { _swift_setWillThrowHandler(will_throw); }
