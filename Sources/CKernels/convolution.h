// SPDX-License-Identifier: MIT
#ifndef LECTERN_CONVOLUTION_H
#define LECTERN_CONVOLUTION_H

#include "gemm.h"
#include "kernels_convolution.h"

typedef kernels_correlation plan;

/// The part of an image, with a margin of zeros, that some outputs read.
typedef struct {
  long row, column, rows, columns;
  /// The distance between neighbouring pixels of a copy: 1, or its channels in whole vectors.
  long pixel;
  /// The number of floats of a copy.
  long size;
} window;

window window_of(const plan *plan, long first_row, long end_row);
void copy_window(const plan *plan, const window *window, const float *image, float *copy);

static inline long smaller(long a, long b) { return a < b ? a : b; }
static inline long larger(long a, long b) { return a > b ? a : b; }

/// The least multiple of a number that is not below another.
static inline long rounded(long number, long unit) { return (number + unit - 1) / unit * unit; }

#endif
