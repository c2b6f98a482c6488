// SPDX-License-Identifier: MIT

// The loops that bring matrices into the order of their use, included behind gemm_loops.h.

#if WIDTH == 16
#define SPREAD(a, b, c, d) a, b, c, d, a + 4, b + 4, c + 4, d + 4, a + 8, b + 8, c + 8, d + 8, a + 12, b + 12, c + 12, d + 12
#define SECOND 16
#elif WIDTH == 8
#define SPREAD(a, b, c, d) a, b, c, d, a + 4, b + 4, c + 4, d + 4
#define SECOND 8
#else
#define SPREAD(a, b, c, d) a, b, c, d
#define SECOND 4
#endif

/// Four scalars of every fourth row, side by side.
INLINE vector quads(const float *source, long stride) {
  union {
    quad parts[WIDTH / 4];
    vector whole;
  } result;
  UNROLL for (int q = 0; q < WIDTH / 4; q++) {
    result.parts[q] = *(const loose_quad *)(source + 4 * q * stride);
  }
  return result.whole;
}

/// Transposes WIDTH rows of four scalars to four rows of WIDTH scalars.
INLINE void transpose(const float *source, long stride, vector result[4]) {
  vector r0 = quads(source, stride), r1 = quads(source + stride, stride);
  vector r2 = quads(source + 2 * stride, stride), r3 = quads(source + 3 * stride, stride);
  vector low01 = __builtin_shufflevector(r0, r1, SPREAD(0, SECOND, 1, SECOND + 1));
  vector high01 = __builtin_shufflevector(r0, r1, SPREAD(2, SECOND + 2, 3, SECOND + 3));
  vector low23 = __builtin_shufflevector(r2, r3, SPREAD(0, SECOND, 1, SECOND + 1));
  vector high23 = __builtin_shufflevector(r2, r3, SPREAD(2, SECOND + 2, 3, SECOND + 3));
  result[0] = __builtin_shufflevector(low01, low23, SPREAD(0, 1, SECOND, SECOND + 1));
  result[1] = __builtin_shufflevector(low01, low23, SPREAD(2, 3, SECOND + 2, SECOND + 3));
  result[2] = __builtin_shufflevector(high01, high23, SPREAD(0, 1, SECOND, SECOND + 1));
  result[3] = __builtin_shufflevector(high01, high23, SPREAD(2, 3, SECOND + 2, SECOND + 3));
}

/// One strip of WIDTH columns, all of which exist.
INLINE void copy_strip(
    float *target, long target_stride, long i_count, const float *source, long i_stride,
    long j_stride) {
  if (j_stride == 1) {
    for (long i = 0; i < i_count; i++) {
      store(target + i * target_stride, loaded(source + i * i_stride));
    }
    return;
  }
  long i = 0;
  if (i_stride == 1) {
    for (; i + 4 <= i_count; i += 4) {
      vector rows[4];
      transpose(source + i, j_stride, rows);
      UNROLL for (int r = 0; r < 4; r++) store(target + (i + r) * target_stride, rows[r]);
    }
    if (i < i_count && i > 0) {
      // The last four again, some of them for the second time.
      vector rows[4];
      i = i_count - 4;
      transpose(source + i, j_stride, rows);
      UNROLL for (int r = 0; r < 4; r++) store(target + (i + r) * target_stride, rows[r]);
      i = i_count;
    }
  }
  for (; i < i_count; i++) {
    for (int j = 0; j < WIDTH; j++) {
      target[i * target_stride + j] = source[i * i_stride + j * j_stride];
    }
  }
}

/// The last columns, fewer than WIDTH of them, and perhaps zeros behind them.
INLINE void copy_rest(
    float *target, long target_stride, long i_count, long count, long columns,
    const float *source, long i_stride, long j_stride) {
  for (long i = 0; i < i_count; i++) {
    for (long j = 0; j < count; j++) {
      target[i * target_stride + j] = source[i * i_stride + j * j_stride];
    }
    for (long j = count; j < columns; j++) target[i * target_stride + j] = 0;
  }
}

static void copy(
    float *target, long target_stride, long i_count, long count, const float *source,
    long i_stride, long j_stride) {
  long j = 0;
  for (; j + WIDTH <= count; j += WIDTH) {
    copy_strip(target + j, target_stride, i_count, source + j * j_stride, i_stride, j_stride);
  }
  if (j < count) {
    copy_rest(
        target + j, target_stride, i_count, count - j, count - j, source + j * j_stride, i_stride,
        j_stride);
  }
}

static void pack(
    float *target, long target_stride, long i_count, long count, long columns,
    const float *source, long i_stride, long j_stride) {
  long whole = count / WIDTH * WIDTH;
  copy(target, target_stride, i_count, whole, source, i_stride, j_stride);
  if (whole < columns) {
    copy_rest(
        target + whole, target_stride, i_count, count - whole, columns - whole,
        source + whole * j_stride, i_stride, j_stride);
  }
}
