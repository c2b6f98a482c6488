// SPDX-License-Identifier: MIT
#ifndef LECTERN_INSTRUCTION_SET_H
#define LECTERN_INSTRUCTION_SET_H

/// The widest set of instructions of this machine that loops are compiled for: 0 baseline, 1 AVX2, 2 AVX-512.
int instruction_set(void);

#endif
