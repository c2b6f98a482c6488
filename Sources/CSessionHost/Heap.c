// SPDX-License-Identifier: MIT
// A thread that trapped inside malloc may have taken its lock along, or left the heap damaged.
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

#include "Host.h"

enum { PATIENCE = 500 * 1000 * 1000 };

/// What libc last said before it aborted.
struct abort_text {
  unsigned size;
  char text[];
};

static _Atomic bool is_damaged;

/// Mistakes that malloc notices before it changes anything.
static bool is_harmless(const char *text) {
  static const char *const harmless[] = {
      "free(): double free detected in tcache", "free(): invalid pointer", "free(): invalid size",
      "munmap_chunk(): invalid pointer", "realloc(): invalid pointer",
      "double free or corruption (fasttop)"};
  for (size_t index = 0; index < sizeof harmless / sizeof *harmless; index++) {
    if (!strncmp(text, harmless[index], strlen(harmless[index]))) return true;
  }
  return false;
}

static bool is_about_heap(const char *text) {
  static const char *const words[] = {"malloc", "free(", "realloc", "calloc", "corrupt",
                                      "chunk", "heap", "munmap_"};
  for (size_t index = 0; index < sizeof words / sizeof *words; index++) {
    if (strstr(text, words[index])) return true;
  }
  return false;
}

static struct abort_text **abort_texts;

bool heap_abort_message(char *text, size_t size) {
  static struct abort_text *last;
  if (!abort_texts || !*abort_texts || *abort_texts == last) return false;
  last = *abort_texts;
  size_t count = strnlen(last->text, size - 1);
  memcpy(text, last->text, count);
  text[count] = 0;
  if (is_about_heap(text) && !is_harmless(text)) atomic_store(&is_damaged, true);
  return true;
}

void heap_start(void) {
  abort_texts = dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE");
}

/// Static, because a probe that hangs outlives the question.
static sem_t answered;

static void (*runtime_probe)(void);

void lectern_set_runtime_probe(void (*probe)(void)) { runtime_probe = probe; }

static int visit(struct dl_phdr_info *info, size_t size, void *context) {
  (void)info;
  (void)size;
  (void)context;
  return 1;
}

static void *probe(void *argument) {
  (void)argument;
  dl_iterate_phdr(visit, NULL);
  if (runtime_probe) runtime_probe();
  // Visits every arena, each under its lock.
  struct mallinfo2 unused = mallinfo2();
  (void)unused;
  sem_post(&answered);
  return NULL;
}

bool lectern_heap_is_usable(void) {
  if (atomic_load(&is_damaged)) return false;
  sem_init(&answered, 0, 0);
  if (!thread_spawn(probe, NULL, 256 * 1024)) return false;
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += PATIENCE;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  int failure;
  while ((failure = sem_timedwait(&answered, &until)) && errno == EINTR) continue;
  return !failure;
}

/// Static, because the threads share it.
static struct {
  void (*work)(void *context);
  void *context;
  sem_t done;
} apart;

static void *run_apart(void *argument) {
  (void)argument;
  apart.work(apart.context);
  sem_post(&apart.done);
  return NULL;
}

void lectern_run_apart(void (*work)(void *context), void *context) {
  apart.work = work;
  apart.context = context;
  sem_init(&apart.done, 0, 0);
  if (!thread_spawn(run_apart, NULL, 1 << 20)) return work(context);
  while (sem_wait(&apart.done) && errno == EINTR) continue;
}
