// SPDX-License-Identifier: MIT
#ifndef CSANDBOX_H
#define CSANDBOX_H

/// Keeps other processes of the account from tracing this one and from reading its memory and descriptors.
void csandbox_hide_from_others(void);

/// Ends this process when the thread that started it ends.
void csandbox_die_with_parent(void);

/// Makes orphaned descendants children of this process, so that they can be found and ended.
void csandbox_adopt_orphans(void);

/// Bounds the processes and threads of the account in this namespace, for good.
void csandbox_limit_processes(unsigned long count);

/// Makes a pipe that no child inherits; ends[0] is read, ends[1] written. Returns 0, or -1 with errno set.
int csandbox_pipe(int ends[2]);

#endif
