// SPDX-License-Identifier: MIT
#ifndef LECTERN_CONFINEMENT_H
#define LECTERN_CONFINEMENT_H

/// In a graded run, keeps the code of cells and all programs that it starts from other processes.
void confine_graded_run(void);

#endif
