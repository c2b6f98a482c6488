// SPDX-License-Identifier: MIT
#ifndef LECTERN_KERNELS_SESSION_H
#define LECTERN_KERNELS_SESSION_H

// How a session that runs cells may stop a thread inside the library. Outside a session all of this does nothing.

#include <stdbool.h>

/// Between these two calls the thread holds a lock of the library: it is never stopped there.
void kernels_lock_begin(void);
void kernels_lock_end(void);

/// Between these two calls the thread shares its work with others: it is stopped there only as a last resort.
void kernels_share_begin(void);
void kernels_share_end(void);

/// Whether the thread's cell has been asked to stop and its results will be thrown away.
///
/// True only after the cell had time to stop by itself, between two steps of its own.
bool kernels_is_stopping(void);

/// Stops the thread here, where it holds nothing, if its cell has been asked to stop.
void kernels_checkpoint(void);

/// Stops the thread, which has left out work because its cell was being stopped.
void kernels_stop(void);

#endif
