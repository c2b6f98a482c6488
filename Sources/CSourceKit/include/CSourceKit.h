// SPDX-License-Identifier: MIT
// The part of SourceKit's C interface that the cell compiler uses, found at run time: the library
// belongs to whichever toolchain is installed, so it cannot be named when this package is linked.
#ifndef LECTERN_CSOURCEKIT_H
#define LECTERN_CSOURCEKIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void *_Nonnull SourceKitObject;
typedef void *_Nonnull SourceKitUID;
typedef void *_Nonnull SourceKitReply;
/// A name that may be missing.
typedef void *_Nullable SourceKitOptionalUID;

/// A value inside a reply; valid as long as the reply.
typedef struct {
  uint64_t data[3];
} SourceKitVariant;

enum {
  SourceKitVariantNull = 0,
  SourceKitVariantDictionary = 1,
  SourceKitVariantArray = 2,
  SourceKitVariantInteger = 3,
  SourceKitVariantString = 4,
  SourceKitVariantUID = 5,
};

/// SourceKit's functions, under the names they have after `sourcekitd_`.
typedef struct {
  void (*_Nonnull initialize)(void);
  SourceKitUID (*_Nonnull uid_get_from_cstr)(const char *_Nonnull);
  const char *_Nonnull (*_Nonnull uid_get_string_ptr)(SourceKitUID);

  SourceKitObject (*_Nonnull request_string_create)(const char *_Nonnull);
  SourceKitObject (*_Nonnull request_int64_create)(int64_t);
  SourceKitObject (*_Nonnull request_uid_create)(SourceKitUID);
  SourceKitObject (*_Nonnull request_array_create)(const SourceKitObject *_Nullable, size_t);
  SourceKitObject (*_Nonnull request_dictionary_create)(const SourceKitUID *_Nullable,
                                                        const SourceKitObject *_Nullable, size_t);
  void (*_Nonnull request_array_set_value)(SourceKitObject, size_t, SourceKitObject);
  void (*_Nonnull request_dictionary_set_value)(SourceKitObject, SourceKitUID, SourceKitObject);
  void (*_Nonnull request_release)(SourceKitObject);

  SourceKitReply (*_Nonnull send_request_sync)(SourceKitObject);
  void (*_Nonnull response_dispose)(SourceKitReply);
  bool (*_Nonnull response_is_error)(SourceKitReply);
  const char *_Nullable (*_Nonnull response_error_get_description)(SourceKitReply);
  SourceKitVariant (*_Nonnull response_get_value)(SourceKitReply);

  int (*_Nonnull variant_get_type)(SourceKitVariant);
  SourceKitVariant (*_Nonnull variant_dictionary_get_value)(SourceKitVariant, SourceKitUID);
  size_t (*_Nonnull variant_array_get_count)(SourceKitVariant);
  SourceKitVariant (*_Nonnull variant_array_get_value)(SourceKitVariant, size_t);
  int64_t (*_Nonnull variant_int64_get_value)(SourceKitVariant);
  const char *_Nullable (*_Nonnull variant_string_get_ptr)(SourceKitVariant);
  SourceKitOptionalUID (*_Nonnull variant_uid_get_value)(SourceKitVariant);
} SourceKitFunctions;

/// Loads SourceKit into the process and starts it, once.
///
/// Returns its functions, or NULL and the reason, a static text of the dynamic loader.
const SourceKitFunctions *_Nullable sourcekit_load(const char *_Nonnull path,
                                                   const char *_Nullable *_Nonnull reason);

#endif
