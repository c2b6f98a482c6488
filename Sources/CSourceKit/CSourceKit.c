// SPDX-License-Identifier: MIT
#include "CSourceKit.h"

#include <dlfcn.h>
#include <pthread.h>

static SourceKitFunctions functions;

/// Where a function's address goes, and the name under which the library exports it.
struct entry {
  void **slot;
  const char *name;
};

#define ENTRY(name) {(void **)&functions.name, "sourcekitd_" #name}

static const struct entry entries[] = {
    ENTRY(initialize),
    ENTRY(uid_get_from_cstr),
    ENTRY(uid_get_string_ptr),
    ENTRY(request_string_create),
    ENTRY(request_int64_create),
    ENTRY(request_uid_create),
    ENTRY(request_array_create),
    ENTRY(request_dictionary_create),
    ENTRY(request_array_set_value),
    ENTRY(request_dictionary_set_value),
    ENTRY(request_release),
    ENTRY(send_request_sync),
    ENTRY(response_dispose),
    ENTRY(response_is_error),
    ENTRY(response_error_get_description),
    ENTRY(response_get_value),
    ENTRY(variant_get_type),
    ENTRY(variant_dictionary_get_value),
    ENTRY(variant_array_get_count),
    ENTRY(variant_array_get_value),
    ENTRY(variant_int64_get_value),
    ENTRY(variant_string_get_ptr),
    ENTRY(variant_uid_get_value),
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool is_loaded;

static const char *load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    *entries[i].slot = dlsym(library, entries[i].name);
    if (!*entries[i].slot) return dlerror();
  }
  functions.initialize();
  is_loaded = true;
  return 0;
}

const SourceKitFunctions *sourcekit_load(const char *path, const char **reason) {
  pthread_mutex_lock(&mutex);
  *reason = is_loaded ? 0 : load(path);
  pthread_mutex_unlock(&mutex);
  return *reason ? 0 : &functions;
}
