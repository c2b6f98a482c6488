// SPDX-License-Identifier: MIT
#ifndef LECTERN_LIMITS_H
#define LECTERN_LIMITS_H

#include <stdbool.h>

/// Bounds the memory of the process as the environment says; false, with a sentence, where that makes no sense.
bool limit_memory(void);

#endif
