// SPDX-License-Identifier: MIT
// What keeps a cell from taking the machine, or the kernel, along.
#include "Limits.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/// What a cell that ran out of memory holds is never given back: the host grants the session this much more, once.
static const rlim_t memory_reserve = 512 << 20;

static unsigned long long bytes(const char *text) {
  char *end = NULL;
  errno = 0;
  double number = strtod(text, &end);
  unsigned long long unit = 1;
  switch (*end) {
    case 'G': case 'g': unit = 1ULL << 30; break;
    case 'M': case 'm': unit = 1ULL << 20; break;
    case 'K': case 'k': unit = 1ULL << 10; break;
    default: break;
  }
  if (unit > 1) end++;
  // Less than this does not even load the library.
  if (errno || *end || !(number * (double)unit >= 1 << 28)) return 0;
  return (unsigned long long)(number * (double)unit);
}

bool limit_memory(void) {
  const char *wanted = getenv("LECTERN_MEMORY_LIMIT");
  if (!wanted || !*wanted) return true;
  unsigned long long limit = bytes(wanted);
  if (!limit) {
    fprintf(stderr, "LECTERN_MEMORY_LIMIT is '%s'; set it to 256M or more, such as 4G\n", wanted);
    return false;
  }
  struct rlimit old;
  if (getrlimit(RLIMIT_DATA, &old)) return true;
  rlim_t most = limit + memory_reserve;
  if (old.rlim_max != RLIM_INFINITY && most > old.rlim_max) most = old.rlim_max;
  struct rlimit new = {limit < most ? limit : most, most};
  setrlimit(RLIMIT_DATA, &new);
  return true;
}

/// Whether a signal would reach the kernel: it is the parent, and a member of the process group.
static bool reaches_kernel(pid_t process) {
  pid_t kernel = getppid();
  if (process == kernel || process == -1) return true;
  pid_t group = process == 0 ? getpgrp() : process < -1 ? -process : 0;
  return group && group == getpgid(kernel);
}

int kill(pid_t process, int signal) {
  static int (*original)(pid_t, int);
  if (!original) *(void **)&original = dlsym(RTLD_NEXT, "kill");
  if (signal && reaches_kernel(process)) {
    errno = EPERM;
    return -1;
  }
  return original(process, signal);
}

int killpg(pid_t group, int signal) { return kill(group ? -group : 0, signal); }
