// SPDX-License-Identifier: MIT
// Which code belongs to which loaded library, in a table that signal handlers can read.
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "Host.h"

enum { TEXT_LIMIT = 65536, RUNTIME_LIMIT = 8 };

/// One executable range of a library.
struct text {
  uintptr_t low, high, base;
  const char *path;
  bool interruptible;
};

// Entries are written once, by the control loop, before the count includes them.
static struct text texts[TEXT_LIMIT];
static _Atomic int text_count;
static struct text runtime[RUNTIME_LIMIT];
static int runtime_count;
static struct text concurrency;

static const struct text *text_of(uintptr_t pc) {
  for (int index = atomic_load(&text_count) - 1; index >= 0; index--) {
    if (pc >= texts[index].low && pc < texts[index].high) return &texts[index];
  }
  return NULL;
}

struct search {
  const char *path;
  uintptr_t base;
  bool interruptible, is_runtime, found;
};

static void remember(const struct search *search, uintptr_t low, uintptr_t high) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
  struct text text = {low & ~page, (high + page) & ~page, search->base, search->path,
                      search->interruptible};
  int count = atomic_load(&text_count);
  if (search->is_runtime) {
    if (runtime_count < RUNTIME_LIMIT) runtime[runtime_count++] = text;
  } else if (count < TEXT_LIMIT) {
    texts[count] = text;
    atomic_store(&text_count, count + 1);
  }
}

static int visit(struct dl_phdr_info *info, size_t size, void *context) {
  struct search *search = context;
  (void)size;
  if (info->dlpi_addr != search->base || strcmp(info->dlpi_name, search->path)) return 0;
  for (int index = 0; index < info->dlpi_phnum; index++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[index];
    if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
    uintptr_t low = info->dlpi_addr + header->p_vaddr;
    search->found = true;
    // A library that is loaded again is still the same one.
    if (!search->is_runtime && text_of(low)) continue;
    remember(search, low, low + header->p_memsz);
  }
  return 1;
}

static bool add_library(void *handle, bool interruptible, bool is_runtime) {
  struct link_map *map = NULL;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) || !map) return false;
  struct search search = {strdup(map->l_name), map->l_addr, interruptible, is_runtime, false};
  dl_iterate_phdr(visit, &search);
  return search.found;
}

bool lectern_add_library(void *handle, bool interruptible) {
  return add_library(handle, interruptible, false);
}

bool is_cell_code(uintptr_t pc) {
  const struct text *text = text_of(pc);
  return text && text->interruptible;
}

bool is_runtime_code(uintptr_t pc) {
  for (int index = 0; index < runtime_count; index++) {
    if (pc >= runtime[index].low && pc < runtime[index].high) return true;
  }
  return false;
}

bool is_concurrency_code(uintptr_t pc) { return pc >= concurrency.low && pc < concurrency.high; }

bool is_known_code(uintptr_t pc) { return text_of(pc) || is_runtime_code(pc); }

const char *lectern_library_of(uintptr_t pc, uint64_t *offset) {
  const struct text *text = text_of(pc);
  if (!text) return NULL;
  *offset = pc - text->base;
  return text->path;
}

const char *lectern_file_of_symbol(const char *name) {
  void *symbol = dlsym(RTLD_DEFAULT, name);
  Dl_info info;
  return symbol && dladdr(symbol, &info) ? info.dli_fname : NULL;
}

void cells_set_executable(bool executable) {
  int protection = executable ? PROT_READ | PROT_EXEC : PROT_READ;
  for (int index = 0; index < atomic_load(&text_count); index++) {
    const struct text *text = &texts[index];
    if (!text->interruptible) continue;
    mprotect((void *)text->low, text->high - text->low, protection);
  }
}

static void add_runtime(const char *name) {
  void *handle = dlopen(name, RTLD_NOW | RTLD_NOLOAD);
  if (handle) add_library(handle, false, true);
}

void libraries_start(void) {
  add_runtime("libswift_Concurrency.so");
  if (runtime_count) concurrency = runtime[runtime_count - 1];
  add_runtime("libswiftCore.so");
  add_runtime("libc.so.6");
}
