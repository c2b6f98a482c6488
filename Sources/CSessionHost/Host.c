// SPDX-License-Identifier: MIT
#include "Host.h"

/// A blocked signal is inherited from whoever started the kernel; the host needs its own.
static void unblock_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

int lectern_host_start(void *main_executor) {
  unblock_signals();
  reports_start();
  threads_start();
  libraries_start();
  heap_start();
  frames_start();
  faults_start();
  stopping_start();
  overrides_start();
  main_queue_start(main_executor);
  pool_start();
  timers_start();
  return reports_descriptor();
}

void lectern_respawn(enum lectern_role role) {
  if (role == LECTERN_ROLE_WORKER) pool_spawn();
  if (role == LECTERN_ROLE_MAIN_QUEUE) main_queue_spawn();
}
