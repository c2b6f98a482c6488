// SPDX-License-Identifier: MIT
#include "convolution.h"

#include <string.h>

/// The outputs that are worth a pass over the sums.
enum { pass_size = 400 };

long kernels_weight_sums_size(const plan *p) {
  if (p->is_planar) {
    return p->weight_count * p->in_channels * rounded(p->out_channels, p->set->width);
  }
  return p->weight_count * p->out_channels * rounded(p->in_channels, p->set->width);
}

/// Copies of some images with margins and of what belongs to their outputs, these with their channels last.
typedef struct {
  const float *in, *out;
  /// Where the rows of outputs read, and where they lie.
  const long *in_rows, *out_rows;
  long row_count;
  int accumulates;
} copies;

/// Adds the products of copies whose channels are last: a tile holds output channels and input channels of one tap.
static void correlate_channels(const plan *p, const window *w, const copies *k, float *sums) {
  long blocks = (p->out_channels + p->set->rows - 1) / p->set->rows;
  gemm_tile tile = {
      .k = p->phases[0].columns, .segment_count = k->row_count, .a_offsets = k->out_rows,
      .b_offsets = k->in_rows, .a_stride = rounded(p->out_channels, p->set->width),
      .b_stride = p->in_column_step * w->pixel, .c_stride = w->pixel,
      .accumulates = k->accumulates};
  for (long index = 0; index < p->phases[0].tap_count; index++) {
    const kernels_tap *t = p->taps + p->phases[0].first_tap + index;
    long place = ((t->row - w->row) * w->columns + t->column - w->column) * w->pixel;
    for (long j = 0; j < w->pixel; j += 2 * p->set->width) {
      tile.columns = (int)smaller(2 * p->set->width, w->pixel - j);
      tile.b = k->in + place + j;
      for (long block = 0; block < blocks; block++) {
        long o = p->out_channels * block / blocks;
        tile.rows = (int)(p->out_channels * (block + 1) / blocks - o);
        tile.a = k->out + o;
        tile.c = sums + (t->weight * p->out_channels + o) * w->pixel + j;
        p->set->tile(&tile);
      }
    }
  }
}

/// The number of taps, from one on, that read neighbouring pixels and fit a tile.
static long run_length(const plan *p, long index) {
  const kernels_tap *t = p->taps + p->phases[0].first_tap;
  long end = index + 1;
  while (end < p->phases[0].tap_count && end - index < p->set->rows &&
         t[end].row == t[index].row && t[end].column == t[index].column + end - index &&
         t[end].weight == t[index].weight + end - index) {
    end++;
  }
  return end - index;
}

/// Adds the products of copies of a few channels: a tile holds neighbouring taps and output channels.
static void correlate_planes(const plan *p, const window *w, const copies *k, float *sums) {
  long channels = rounded(p->out_channels, p->set->width);
  gemm_tile tile = {
      .k = p->phases[0].columns, .segment_count = k->row_count, .a_offsets = k->in_rows,
      .b_offsets = k->out_rows, .a_stride = p->in_column_step, .b_stride = channels,
      .c_stride = channels, .accumulates = k->accumulates};
  for (long channel = 0; channel < p->in_channels; channel++) {
    for (long index = 0; index < p->phases[0].tap_count; index += tile.rows) {
      const kernels_tap *t = p->taps + p->phases[0].first_tap + index;
      tile.rows = (int)run_length(p, index);
      tile.a = k->in +
          (channel * w->rows + t->row - w->row) * w->columns + t->column - w->column;
      for (long j = 0; j < channels; j += 2 * p->set->width) {
        tile.columns = (int)smaller(2 * p->set->width, channels - j);
        tile.b = k->out + j;
        tile.c = sums + (channel * p->weight_count + t->weight) * channels + j;
        p->set->tile(&tile);
      }
    }
  }
}

void kernels_correlate_weights(
    const plan *p, const float *in, const float *out, long first_image, long end_image,
    float *sums) {
  long rows = p->phases[0].rows, plane = p->out_rows * p->out_columns;
  window w = window_of(p, 0, rows);
  long channels = rounded(p->out_channels, p->set->width);
  long per_pass = larger(1, smaller(end_image - first_image, pass_size / larger(1, plane)));
  float *in_copy = gemm_scratch(0, (per_pass * w.size + w.pixel) * sizeof(float));
  long place_bytes = rounded(2 * per_pass * rows * (long)sizeof(long), 64);
  char *memory = gemm_scratch(1, place_bytes + per_pass * plane * channels * sizeof(float));
  long *in_rows = (long *)memory, *out_rows = in_rows + per_pass * rows;
  float *out_copy = (float *)(memory + place_bytes);
  for (long index = 0; index < per_pass * rows; index++) {
    long image = index / rows, row = index % rows;
    in_rows[index] = image * w.size + row * p->in_row_step * w.columns * w.pixel;
    out_rows[index] = (image * plane + row * p->out_columns) * channels;
  }
  copies k = {.in = in_copy, .out = out_copy, .in_rows = in_rows, .out_rows = out_rows};
  for (long first = first_image; first < end_image; first += per_pass) {
    long count = smaller(per_pass, end_image - first);
    for (long image = 0; image < count; image++) {
      copy_window(p, &w, in + (first + image) * p->in_image, in_copy + image * w.size);
      p->set->pack(
          out_copy + image * plane * channels, channels, plane, p->out_channels, channels,
          out + (first + image) * p->out_image, 1, plane);
    }
    k.row_count = count * rows;
    k.accumulates = first > first_image;
    if (p->is_planar) correlate_planes(p, &w, &k, sums); else correlate_channels(p, &w, &k, sums);
  }
}

/// Adds numbers of later sums to those of the first.
static void add_sums(const plan *p, float *sum, long count, long sum_count) {
  long size = kernels_weight_sums_size(p);
  for (long s = 1; s < sum_count; s++) {
    for (long index = 0; index < count; index++) sum[index] += sum[s * size + index];
  }
}

void kernels_add_weight_sums(
    const plan *p, float *sums, long sum_count, float *weights, long first, long end) {
  long depth = p->in_channels * p->weight_count;
  if (p->is_planar) {
    long channels = rounded(p->out_channels, p->set->width);
    for (long d = 0; d < depth; d++) {
      add_sums(p, sums + d * channels + first, end - first, sum_count);
    }
    p->set->copy(
        weights + first * depth, depth, end - first, depth, sums + first, 1, channels);
    return;
  }
  long channels = rounded(p->in_channels, p->set->width);
  long row = p->out_channels * channels;
  for (long o = first; o < end; o++) {
    for (long t = 0; t < p->weight_count; t++) {
      add_sums(p, sums + t * row + o * channels, p->in_channels, sum_count);
    }
    p->set->copy(
        weights + o * depth, p->weight_count, p->in_channels, p->weight_count,
        sums + o * channels, 1, row);
  }
}
