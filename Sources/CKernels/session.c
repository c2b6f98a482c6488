// SPDX-License-Identifier: MIT
// The session's functions, where there is a session: they are found when the library is linked with them.
#include "session.h"

#define OF_SESSION __attribute__((weak))

OF_SESSION extern void lectern_critical_begin(void);
OF_SESSION extern void lectern_critical_end(void);
OF_SESSION extern void lectern_share_begin(void);
OF_SESSION extern void lectern_share_end(void);
OF_SESSION extern bool lectern_stop_is_pressing(void);
OF_SESSION extern void lectern_library_checkpoint(void);
OF_SESSION extern void lectern_stop_here(void);

void kernels_lock_begin(void) {
  if (lectern_critical_begin) lectern_critical_begin();
}

void kernels_lock_end(void) {
  if (lectern_critical_end) lectern_critical_end();
}

void kernels_share_begin(void) {
  if (lectern_share_begin) lectern_share_begin();
}

void kernels_share_end(void) {
  if (lectern_share_end) lectern_share_end();
}

bool kernels_is_stopping(void) { return lectern_stop_is_pressing && lectern_stop_is_pressing(); }

void kernels_checkpoint(void) {
  if (lectern_library_checkpoint) lectern_library_checkpoint();
}

void kernels_stop(void) {
  if (lectern_stop_here) lectern_stop_here();
}
