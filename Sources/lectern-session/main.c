// SPDX-License-Identifier: MIT
// The process in which cells run. It loads everything, so that the functions that it overrides come
// first wherever a name is looked up.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Confinement.h"
#include "Limits.h"

static const char usage[] = "usage: lectern-session --library <file> --channel <descriptor>\n";

static const char *option(int count, char **arguments, const char *name) {
  for (int index = 1; index + 1 < count; index += 2) {
    if (!strcmp(arguments[index], name)) return arguments[index + 1];
  }
  return NULL;
}

int main(int count, char **arguments) {
  const char *library = option(count, arguments, "--library");
  const char *channel = option(count, arguments, "--channel");
  if (!library || !channel) {
    fwrite(usage, 1, sizeof usage - 1, stderr);
    return 64;
  }
  if (!limit_memory()) return 64;
  confine_graded_run();
  void *handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
  int (*session)(int) = NULL;
  if (handle) *(void **)&session = dlsym(handle, "lectern_session_main");
  if (!session) {
    fprintf(stderr, "lectern-session: %s\n", dlerror());
    return 1;
  }
  return session(atoi(channel));
}
