// SPDX-License-Identifier: MIT

// The loops of the matrix product, written once and included for each instruction set. The including file defines
// WIDTH (the scalars of a vector), ROWS (the most rows of a tile) and NAME.

#include "gemm.h"
#if WIDTH == 16
#include <immintrin.h>
#endif

typedef float vector __attribute__((vector_size(WIDTH * 4)));
typedef float loose __attribute__((vector_size(WIDTH * 4), aligned(4)));
typedef float quad __attribute__((vector_size(16)));
typedef float loose_quad __attribute__((vector_size(16), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE vector repeated(float x) { return x - (vector){}; }
INLINE vector loaded(const float *from) { return *(const loose *)from; }
INLINE void store(float *to, vector x) { *(loose *)to = x; }

/// Writes the columns of a tile that exist, or adds them to what is there.
static __attribute__((noinline)) void finish_edge(const gemm_tile *t, float tile[ROWS][2 * WIDTH]) {
  for (int i = 0; i < t->rows; i++) {
    float *c = t->c + i * t->c_stride;
#if WIDTH == 16
    for (int j = 0; j < t->columns; j += WIDTH) {
      int left = t->columns - j;
      __mmask16 mask = left < WIDTH ? (1u << left) - 1 : 0xffff;
      __m512 sum = _mm512_loadu_ps(tile[i] + j);
      if (t->accumulates) sum += _mm512_maskz_loadu_ps(mask, c + j);
      _mm512_mask_storeu_ps(c + j, mask, sum);
    }
#else
    if (t->accumulates) {
      for (int j = 0; j < t->columns; j++) c[j] += tile[i][j];
    } else {
      for (int j = 0; j < t->columns; j++) c[j] = tile[i][j];
    }
#endif
  }
}

/// Writes the sums of a tile, or adds them to what is there.
INLINE void finish(const int rows, const int vectors, const gemm_tile *t, vector sums[ROWS][2]) {
  if (t->columns == vectors * WIDTH) {
    UNROLL for (int i = 0; i < rows; i++) {
      float *c = t->c + i * t->c_stride;
      UNROLL for (int v = 0; v < vectors; v++) {
        vector sum = sums[i][v];
        if (t->accumulates) sum += loaded(c + v * WIDTH);
        store(c + v * WIDTH, sum);
      }
    }
    return;
  }
  float tile[ROWS][2 * WIDTH];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) store(tile[i] + v * WIDTH, sums[i][v]);
  }
  finish_edge(t, tile);
}

/// Where the sums of a tile begin.
INLINE void begin(const int rows, const int vectors, const gemm_tile *t, vector sums[ROWS][2]) {
  UNROLL for (int i = 0; i < rows; i++) {
    vector start = repeated(t->row_start ? t->row_start[i] : 0);
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = start;
  }
  if (!t->column_start) return;
  if (t->columns == vectors * WIDTH) {
    UNROLL for (int i = 0; i < rows; i++) {
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += loaded(t->column_start + v * WIDTH);
    }
    return;
  }
  float padded[2 * WIDTH] = {0};
  for (int j = 0; j < t->columns; j++) padded[j] = t->column_start[j];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += loaded(padded + v * WIDTH);
  }
}

/// A tile with a fixed number of rows and vectors, whose sums the compiler keeps in registers.
INLINE void fixed_tile(const int rows, const int vectors, const int row_major, const gemm_tile *t) {
  vector sums[ROWS][2];
  begin(rows, vectors, t, sums);
  // Multiples of the stride that an address can be made of, so that no row needs a pointer of its own.
  long stride = row_major ? t->a_stride : 1;
  long multiples[7];
  UNROLL for (int i = 0; i < 7; i++) {
    multiples[i] = (2 * i + 1) * stride;
    if (row_major) __asm__("" : "+r"(multiples[i]));
  }
  for (long segment = 0; segment < t->segment_count; segment++) {
    const float *a = t->a + t->a_offsets[segment];
    const float *b = t->b + t->b_offsets[segment];
    for (long k = t->k; k > 0; k--) {
      vector right[2];
      UNROLL for (int v = 0; v < vectors; v++) right[v] = loaded(b + v * WIDTH);
      UNROLL for (int i = 0; i < rows; i++) {
        int odd = i, power = 1;
        UNROLL for (int s = 0; s < 3; s++) {
          if (odd > 0 && odd % 2 == 0) odd /= 2, power *= 2;
        }
        long place = !row_major ? i : i == 0 ? 0 : multiples[odd / 2] * power;
        vector left = repeated(a[place]);
        UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += left * right[v];
      }
      a += row_major ? 1 : t->a_stride;
      b += t->b_stride;
    }
  }
  finish(rows, vectors, t, sums);
}

#define CASE(number)                                                                          \
  case number:                                                                                \
    if (number <= ROWS) fixed_tile(number <= ROWS ? number : 1, vectors, row_major, t);       \
    break;

INLINE void sized_tile(const int vectors, const int row_major, const gemm_tile *t) {
  switch (t->rows) {
    CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7)
    CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
  }
}

static void tile(const gemm_tile *t) {
  if (t->columns > WIDTH) {
    if (t->a_is_row_major) sized_tile(2, 1, t); else sized_tile(2, 0, t);
  } else {
    if (t->a_is_row_major) sized_tile(1, 1, t); else sized_tile(1, 0, t);
  }
}
