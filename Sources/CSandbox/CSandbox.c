// SPDX-License-Identifier: MIT
#include "CSandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void csandbox_hide_from_others(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void csandbox_die_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

void csandbox_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

void csandbox_limit_processes(unsigned long count) {
  struct rlimit limits;
  if (getrlimit(RLIMIT_NPROC, &limits) != 0) return;
  if (limits.rlim_max > count) limits.rlim_max = count;
  limits.rlim_cur = limits.rlim_max;
  setrlimit(RLIMIT_NPROC, &limits);
}

int csandbox_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
