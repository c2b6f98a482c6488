// SPDX-License-Identifier: MIT
#ifndef LECTERN_GEMM_H
#define LECTERN_GEMM_H

#include "kernels_gemm.h"

/// A tile of a product: some rows of A times one panel of columns of B, summed in the order of k.
///
/// The sum runs over segments of equal length; A and B are entered anew for each of them. A plain product has one
/// segment; a convolution has one for each tap, or for each row of an image.
typedef struct {
  long k;
  long segment_count;
  const long *a_offsets;
  const long *b_offsets;
  const float *a;
  /// The distance between the rows of A if they lie along k, else that between its columns.
  long a_stride;
  const float *b;
  long b_stride;
  float *c;
  long c_stride;
  int rows;
  int columns;
  /// Whether A lies row after row (k fastest).
  int a_is_row_major;
  /// Whether the result is added to C.
  int accumulates;
  /// Where the sums begin: a number for each row or each column, or none.
  const float *row_start;
  const float *column_start;
} gemm_tile;

/// The loops for one instruction set.
struct kernels_gemm_set {
  const char *name;
  /// The scalars of a vector.
  int width;
  /// The most rows of a tile; its columns are at most two vectors.
  int rows;
  void (*tile)(const gemm_tile *tile);
  /// Writes `target[i * target_stride + j] = source[i * i_stride + j * j_stride]` for `count` ≤ `columns` values of j,
  /// and zeros up to the next multiple of the width. `target` must have room for that.
  void (*pack)(
      float *target, long target_stride, long i_count, long count, long columns,
      const float *source, long i_stride, long j_stride);
  /// The same without the zeros.
  void (*copy)(
      float *target, long target_stride, long i_count, long count, const float *source,
      long i_stride, long j_stride);
};

typedef kernels_gemm_set gemm_set;

/// Memory of the calling thread, valid until its next call with the same slot: 0 or 1.
void *gemm_scratch(int slot, long byte_count);

/// The loops by instruction set; those that the compiler cannot write here are null.
extern const gemm_set *const gemm_avx512, *const gemm_avx2, *const gemm_portable;

#endif
