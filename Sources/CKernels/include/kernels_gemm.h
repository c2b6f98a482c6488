// SPDX-License-Identifier: MIT
#ifndef LECTERN_KERNELS_GEMM_H
#define LECTERN_KERNELS_GEMM_H

/// The loops of matrix products for one instruction set.
typedef struct kernels_gemm_set kernels_gemm_set;

/// The loops that this processor runs fastest, or those of the named set: null if it has no such set.
const kernels_gemm_set *kernels_gemm_set_named(const char *name_or_null);

/// A matrix product `C = A·B` or `C += A·B`, on the calling thread alone.
///
/// A and B lie anywhere: element (i, k) of A at `a + i * a_row + k * a_column`. Each element of C is summed in the same
/// order wherever it stands, so that a product may be cut into blocks of rows and columns without changing a bit.
typedef struct {
  const kernels_gemm_set *set;
  long m, n, k;
  const float *a;
  long a_row, a_column;
  const float *b;
  long b_row, b_column;
  float *c;
  long c_row;
  int accumulates;
  /// Where the sums begin: a number for each row, or for each column, or neither.
  const float *row_start, *column_start;
  /// Whether whole runs of zeros in B are skipped, as if the factors they meet were never infinite or undefined.
  int skips_zeros;
  /// A mask with which C will be multiplied, as far apart as its numbers, or null: where it is zero, C may be zero at once.
  const float *mask;
} kernels_product;

void kernels_multiply(const kernels_product *product);

#endif
