// SPDX-License-Identifier: MIT
// What user code and the runtime print passes here: reports of the runtime are kept back, and the
// text of tasks is marked with the cell that it belongs to.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Original.h"

/// The value of an expression that writes to the stream, in the name of the cell that caused it.
#define MARKED(stream, writing)                                                        \
  ({                                                                                   \
    bool is_marked = lectern_overrides.text_begins && lectern_overrides.text_begins(stream); \
    __typeof__(writing) result = writing;                                              \
    if (is_marked) lectern_overrides.text_ends(stream);                                \
    result;                                                                            \
  })

// The runtime prints its reports with these. They belong into the cell's error, not before it.

static bool keep(const char *text, FILE *stream, const void *caller) {
  return stream == stderr && lectern_overrides.report && lectern_overrides.report(text, caller);
}

int fputs(const char *text, FILE *stream) {
  if (keep(text, stream, __builtin_return_address(0))) return 0;
  return MARKED(stream, ORIGINAL(fputs)(text, stream));
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream) {
  if (stream == stderr && lectern_overrides.report) {
    char text[1024];
    size_t length = size * count < sizeof text ? size * count : sizeof text - 1;
    memcpy(text, bytes, length);
    text[length] = 0;
    if (keep(text, stream, __builtin_return_address(0))) return count;
  }
  return MARKED(stream, ORIGINAL(fwrite)(bytes, size, count, stream));
}

static int print(FILE *stream, const char *format, va_list arguments, const void *caller) {
  if (stream == stderr && lectern_overrides.report) {
    char text[1024];
    va_list copy;
    va_copy(copy, arguments);
    int length = vsnprintf(text, sizeof text, format, copy);
    va_end(copy);
    if (keep(text, stream, caller)) return length;
  }
  return MARKED(stream, ORIGINAL(vfprintf)(stream, format, arguments));
}

int vfprintf(FILE *stream, const char *format, va_list arguments) {
  return print(stream, format, arguments, __builtin_return_address(0));
}

int fprintf(FILE *stream, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = print(stream, format, arguments, __builtin_return_address(0));
  va_end(arguments);
  return length;
}

int vprintf(const char *format, va_list arguments) {
  return MARKED(stdout, ORIGINAL(vfprintf)(stdout, format, arguments));
}

int printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vprintf(format, arguments);
  va_end(arguments);
  return length;
}

int puts(const char *text) { return MARKED(stdout, ORIGINAL(puts)(text)); }

int putchar(int character) { return MARKED(stdout, ORIGINAL(putchar)(character)); }

int fputc(int character, FILE *stream) {
  return MARKED(stream, ORIGINAL(fputc)(character, stream));
}
