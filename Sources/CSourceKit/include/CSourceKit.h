// SPDX-License-Identifier: MIT
//
// The part of SourceKit's C interface that Lectern uses. The toolchain ships the library
// `libsourcekitdInProc.so` without a header.
#ifndef LECTERN_CSOURCEKIT_H
#define LECTERN_CSOURCEKIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void *sourcekitd_object_t;
typedef void *sourcekitd_response_t;
typedef struct sourcekitd_uid_s *sourcekitd_uid_t;
typedef struct {
  uint64_t data[3];
} sourcekitd_variant_t;

void sourcekitd_initialize(void);

sourcekitd_uid_t sourcekitd_uid_get_from_cstr(const char *name);
const char *sourcekitd_uid_get_string_ptr(sourcekitd_uid_t uid);

sourcekitd_object_t sourcekitd_request_dictionary_create(
    const sourcekitd_uid_t *keys, const sourcekitd_object_t *values, size_t count);
void sourcekitd_request_dictionary_set_value(
    sourcekitd_object_t dictionary, sourcekitd_uid_t key, sourcekitd_object_t value);
void sourcekitd_request_dictionary_set_string(
    sourcekitd_object_t dictionary, sourcekitd_uid_t key, const char *text);
void sourcekitd_request_dictionary_set_int64(
    sourcekitd_object_t dictionary, sourcekitd_uid_t key, int64_t value);
void sourcekitd_request_dictionary_set_uid(
    sourcekitd_object_t dictionary, sourcekitd_uid_t key, sourcekitd_uid_t uid);
sourcekitd_object_t sourcekitd_request_array_create(
    const sourcekitd_object_t *objects, size_t count);
/// Appends when the index is `SIZE_MAX`.
void sourcekitd_request_array_set_string(
    sourcekitd_object_t array, size_t index, const char *text);
void sourcekitd_request_release(sourcekitd_object_t object);

sourcekitd_response_t sourcekitd_send_request_sync(sourcekitd_object_t request);
void sourcekitd_response_dispose(sourcekitd_response_t response);
bool sourcekitd_response_is_error(sourcekitd_response_t response);
const char *sourcekitd_response_error_get_description(sourcekitd_response_t response);
sourcekitd_variant_t sourcekitd_response_get_value(sourcekitd_response_t response);

sourcekitd_variant_t sourcekitd_variant_dictionary_get_value(
    sourcekitd_variant_t dictionary, sourcekitd_uid_t key);
const char *sourcekitd_variant_dictionary_get_string(
    sourcekitd_variant_t dictionary, sourcekitd_uid_t key);
int64_t sourcekitd_variant_dictionary_get_int64(
    sourcekitd_variant_t dictionary, sourcekitd_uid_t key);
sourcekitd_uid_t sourcekitd_variant_dictionary_get_uid(
    sourcekitd_variant_t dictionary, sourcekitd_uid_t key);
size_t sourcekitd_variant_array_get_count(sourcekitd_variant_t array);
sourcekitd_variant_t sourcekitd_variant_array_get_value(sourcekitd_variant_t array, size_t index);
int sourcekitd_variant_get_type(sourcekitd_variant_t value);

#endif
