// SPDX-License-Identifier: MIT
#ifndef LECTERN_ORIGINAL_H
#define LECTERN_ORIGINAL_H

#include <dlfcn.h>

#include "../CSessionHost/Overrides.h"

/// The function of that name that would have been found without this executable.
#define ORIGINAL(name)                                \
  ({                                                  \
    static __typeof__(&name) found;                   \
    if (!found) *(void **)&found = dlsym(RTLD_NEXT, #name); \
    found;                                            \
  })

#endif
