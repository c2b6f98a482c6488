// SPDX-License-Identifier: MIT
#include "gemm.h"

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

/// Whether rows at this distance fall into the same few lines of the first cache.
static int collides(long stride) {
  long rest = stride & 1023;
  return stride >= 1024 && (rest < 16 || rest > 1008);
}

/// Part of the depth of some rows of A: where it lies, or a copy in the order of its use.
static void take_rows(
    const gemm_set *set, const product *p, gemm_tile *tile, long first, long from, float *copy) {
  tile->a = p->a + first * p->a_row + from * p->a_column;
  tile->a_is_row_major = p->a_column == 1 && p->a_row != 1;
  tile->a_stride = tile->a_is_row_major ? p->a_row : p->a_column;
  int isDirect = tile->a_is_row_major ? !collides(p->a_row) : p->a_row == 1;
  if (isDirect) return;
  long width = (set->rows + set->width - 1) / set->width * set->width;
  set->pack(copy, width, tile->k, tile->rows, width, tile->a, p->a_column, p->a_row);
  tile->a = copy;
  tile->a_is_row_major = 0;
  tile->a_stride = width;
}

/// Multiplies some columns, for a part of the depth.
static void multiply_part(
    const gemm_set *set, const product *p, long from, long depth, long first, long end,
    float *memory) {
  const long zero = 0;
  int panel = 2 * set->width;
  float *rows_copy = memory;
  float *panels = memory + 64 * depth;
  int is_direct = p->b_column == 1 && p->m <= direct_rows;
  for (long j = is_direct ? first + (end - first) / panel * panel : first; j < end; j += panel) {
    set->pack(
        panels + (j - first) * depth, panel, depth, smaller(panel, end - j), panel,
        p->b + from * p->b_row + j * p->b_column, p->b_row, p->b_column);
  }
  gemm_tile tile = {.k = depth, .segment_count = 1, .a_offsets = &zero, .b_offsets = &zero};
  tile.c_stride = p->c_row;
  tile.accumulates = p->accumulates || from > 0;
  int starts = from == 0;
  long blocks = (p->m + set->rows - 1) / set->rows;
  for (long block = 0; block < blocks; block++) {
    long i = p->m * block / blocks;
    tile.rows = (int)(p->m * (block + 1) / blocks - i);
    take_rows(set, p, &tile, i, from, rows_copy);
    tile.row_start = p->row_start && starts ? p->row_start + i : 0;
    for (long j = first; j < end; j += panel) {
      tile.columns = (int)smaller(panel, end - j);
      int is_in_place = is_direct && tile.columns == panel;
      tile.b = is_in_place ? p->b + from * p->b_row + j : panels + (j - first) * depth;
      tile.b_stride = is_in_place ? p->b_row : panel;
      tile.c = p->c + i * p->c_row + j;
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
  if (is_narrow && p->m >= set->width && p->m > p->n) {
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
