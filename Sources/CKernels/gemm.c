// SPDX-License-Identifier: MIT
#include "gemm.h"

#include <string.h>

enum {
  /// The most products that are summed before the sum is added to C.
  depth_limit = 384,
  /// The columns of B that are brought into order at once; with that depth they fit a core's own cache.
  column_limit = 512,
  /// The rows up to which B is read where it lies.
  direct_rows = 28,
};

typedef kernels_product product;

static long smaller(long a, long b) { return a < b ? a : b; }
static long larger(long a, long b) { return a > b ? a : b; }

/// Part of the depth of some rows of A: where it lies, or a copy in the order of its use.
static void take_rows(
    const gemm_set *set, const product *p, gemm_tile *tile, long first, long from, float *copy) {
  tile->a = p->a + first * p->a_row + from * p->a_column;
  tile->a_is_row_major = p->a_column == 1 && p->a_row != 1;
  tile->a_stride = tile->a_is_row_major ? p->a_row : p->a_column;
  if (tile->a_is_row_major || p->a_row == 1) return;
  long width = (set->rows + set->width - 1) / set->width * set->width;
  set->pack(copy, width, tile->k, tile->rows, width, tile->a, p->a_column, p->a_row);
  tile->a = copy;
  tile->a_is_row_major = 0;
  tile->a_stride = width;
}

static int is_zero(const float *x, long count) {
  // The bits without the signs, so that whole vectors are looked at at once.
  unsigned bits = 0;
  for (long i = 0; i < count; i++) {
    unsigned one;
    memcpy(&one, x + i, sizeof one);
    bits |= one << 1;
  }
  return bits == 0;
}

/// A panel of columns of B, and the part of its depth outside of which all of its numbers are zero.
typedef struct {
  const float *start;
  long stride, first, end;
} b_panel;

/// Brings columns of B into order, or finds them in order where they lie.
static void take_columns(
    const gemm_set *set, const product *p, long from, long depth, long first, long end,
    float *memory, b_panel *panels) {
  int width = 2 * set->width;
  for (long j = first; j < end; j += width, panels++) {
    const float *source = p->b + from * p->b_row + j * p->b_column;
    float *copy = memory + (j - first) * depth;
    int is_in_place = p->b_column == 1 && p->m <= direct_rows && end - j >= width;
    if (!is_in_place) {
      set->pack(
          copy, width, depth, smaller(width, end - j), width, source, p->b_row, p->b_column);
    }
    *panels = (b_panel){is_in_place ? source : copy, is_in_place ? p->b_row : width, 0, depth};
    if (!p->skips_zeros) continue;
    while (panels->end > 0 && is_zero(panels->start + (panels->end - 1) * panels->stride, width)) {
      panels->end--;
    }
    while (panels->first < panels->end &&
           is_zero(panels->start + panels->first * panels->stride, width)) {
      panels->first++;
    }
  }
}

/// Writes zeros where a mask leaves nothing of a tile; otherwise returns false.
static int is_masked(const product *p, const gemm_tile *tile) {
  if (!p->mask) return 0;
  const float *mask = p->mask + (tile->c - p->c);
  for (int i = 0; i < tile->rows; i++) {
    if (!is_zero(mask + i * p->c_row, tile->columns)) return 0;
  }
  for (int i = 0; i < tile->rows; i++) {
    memset(tile->c + i * p->c_row, 0, tile->columns * sizeof(float));
  }
  return 1;
}

/// Multiplies some columns, for a part of the depth.
static void multiply_part(
    const gemm_set *set, const product *p, long from, long depth, long first, long end,
    float *memory) {
  const long zero = 0;
  b_panel panels[column_limit / 8];
  take_columns(set, p, from, depth, first, end, memory + 64 * depth, panels);
  gemm_tile tile = {.segment_count = 1, .a_offsets = &zero, .b_offsets = &zero};
  tile.c_stride = p->c_row;
  tile.accumulates = p->accumulates || from > 0;
  int starts = from == 0;
  long blocks = (p->m + set->rows - 1) / set->rows;
  for (long block = 0; block < blocks; block++) {
    long i = p->m * block / blocks;
    tile.k = depth;
    tile.rows = (int)(p->m * (block + 1) / blocks - i);
    take_rows(set, p, &tile, i, from, memory);
    const float *rows = tile.a;
    tile.row_start = p->row_start && starts ? p->row_start + i : 0;
    const b_panel *panel = panels;
    for (long j = first; j < end; j += 2 * set->width, panel++) {
      tile.columns = (int)smaller(2 * set->width, end - j);
      tile.c = p->c + i * p->c_row + j;
      if (is_masked(p, &tile)) continue;
      tile.k = panel->end - panel->first;
      tile.a = rows + panel->first * (tile.a_is_row_major ? 1 : tile.a_stride);
      tile.b = panel->start + panel->first * panel->stride;
      tile.b_stride = panel->stride;
      tile.column_start = p->column_start && starts ? p->column_start + j : 0;
      set->tile(&tile);
    }
  }
}

/// Multiplies where the result has so few columns that its rows fill the vectors better.
static void multiply_transposed(const gemm_set *set, const product *p) {
  float *turned = gemm_scratch(1, p->m * p->n * 4);
  if (p->accumulates) set->copy(turned, p->m, p->n, p->m, p->c, 1, p->c_row);
  product other = {
      .set = set, .m = p->n, .n = p->m, .k = p->k,
      .a = p->b, .a_row = p->b_column, .a_column = p->b_row,
      .b = p->a, .b_row = p->a_column, .b_column = p->a_row,
      .c = turned, .c_row = p->m, .accumulates = p->accumulates,
      .row_start = p->column_start, .column_start = p->row_start,
  };
  kernels_multiply(&other);
  set->copy(p->c, p->c_row, p->m, p->n, turned, 1, p->m);
}

void kernels_multiply(const product *p) {
  const gemm_set *set = p->set;
  int is_narrow = 4 * p->n <= set->width || (p->n < set->width && p->a_row == 1);
  if (is_narrow && !p->mask && p->m >= set->width && p->m > p->n) {
    multiply_transposed(set, p);
    return;
  }
  long parts = larger(1, (p->k + depth_limit - 1) / depth_limit);
  long depth = (p->k + parts - 1) / parts;
  long columns = smaller(column_limit, p->n) + 2 * set->width;
  float *memory = gemm_scratch(0, (columns + 64) * depth * 4);
  for (long from = 0; from < larger(1, p->k); from += larger(1, depth)) {
    for (long j = 0; j < p->n; j += column_limit) {
      multiply_part(
          set, p, from, smaller(depth, p->k - from), j, smaller(p->n, j + column_limit), memory);
    }
  }
}
