// SPDX-License-Identifier: MIT
#include "convolution.h"

#include <string.h>

long kernels_ordered_weights_size(const plan *p) {
  long columns = rounded(p->out_channels, 2 * p->set->width);
  return columns * (p->in_channels * p->weight_count + 1);
}

long kernels_ordered_weights_parts(const plan *p) {
  return rounded(p->out_channels, 2 * p->set->width) / (2 * p->set->width);
}

void kernels_order_weights(
    const plan *p, const float *weights, long in_stride, long out_stride, const float *bias,
    float *ordered, long part) {
  long panel = 2 * p->set->width, depth = p->in_channels * p->weight_count;
  long first = part * panel, count = smaller(panel, p->out_channels - first);
  float *target = ordered + first * depth;
  for (long channel = 0; channel < p->in_channels; channel++) {
    p->set->pack(
        target + channel * panel, p->in_channels * panel, p->weight_count, count, panel,
        weights + channel * in_stride + first * out_stride, 1, out_stride);
  }
  float *start = ordered + kernels_ordered_weights_parts(p) * panel * depth + first;
  for (long j = 0; j < panel; j++) start[j] = bias && j < count ? bias[first + j] : 0;
}

window window_of(const plan *p, long first_row, long end_row) {
  window w = {.row = 1L << 40, .column = 1L << 40};
  long row_end = -(1L << 40), column_end = -(1L << 40);
  for (const kernels_phase *f = p->phases; f < p->phases + p->phase_count; f++) {
    long end = smaller(end_row, f->rows);
    if (first_row >= end || f->columns == 0) continue;
    for (const kernels_tap *t = p->taps + f->first_tap; t < p->taps + f->first_tap + f->tap_count;
         t++) {
      w.row = smaller(w.row, first_row * p->in_row_step + t->row);
      w.column = smaller(w.column, t->column);
      row_end = larger(row_end, (end - 1) * p->in_row_step + t->row + 1);
      column_end = larger(column_end, (f->columns - 1) * p->in_column_step + t->column + 1);
    }
  }
  w.rows = larger(0, row_end - w.row);
  w.columns = larger(0, column_end - w.column);
  w.pixel = p->is_planar ? 1 : rounded(p->in_channels, p->set->width);
  w.size = w.rows * w.columns * (p->is_planar ? p->in_channels : w.pixel);
  return w;
}

/// Copies one row of a window, or of one of its channels: the columns from `first` to `end` show the image.
static void copy_row(
    const plan *p, const window *w, const float *image, long row, long first, long end,
    float *target) {
  int is_inside = row >= 0 && row < p->in_rows && first < end;
  if (!is_inside) first = end = w->columns;
  const float *source = image + row * p->in_columns + w->column + first;
  memset(target, 0, first * w->pixel * sizeof(float));
  if (is_inside && p->is_planar) {
    memcpy(target + first, source, (end - first) * sizeof(float));
  } else if (is_inside) {
    p->set->pack(
        target + first * w->pixel, w->pixel, end - first, p->in_channels, w->pixel, source, 1,
        p->in_rows * p->in_columns);
  }
  memset(target + end * w->pixel, 0, (w->columns - end) * w->pixel * sizeof(float));
}

void copy_window(const plan *p, const window *w, const float *image, float *copy) {
  long first = smaller(larger(0, -w->column), w->columns);
  long end = larger(first, smaller(w->columns, p->in_columns - w->column));
  for (long channel = 0; channel < (p->is_planar ? p->in_channels : 1); channel++) {
    for (long row = 0; row < w->rows; row++) {
      copy_row(
          p, w, image + channel * p->in_rows * p->in_columns, row + w->row, first, end,
          copy + (channel * w->rows + row) * w->columns * w->pixel);
    }
  }
}

/// Computes one row of a phase into outputs whose channels are last.
static void correlate_row(
    const plan *p, const kernels_phase *f, const window *w, const float *copy, const long *offsets,
    const long *weights, const float *ordered, long row, float *out) {
  long panel = 2 * p->set->width, depth = p->in_channels * p->weight_count;
  long channels = rounded(p->out_channels, p->set->width);
  long blocks = (f->columns + p->set->rows - 1) / p->set->rows;
  gemm_tile tile = {
      .k = p->is_planar ? 1 : p->in_channels,
      .segment_count = f->tap_count * (p->is_planar ? p->in_channels : 1), .a_offsets = offsets,
      .b_offsets = weights, .a_stride = p->in_column_step * w->pixel, .a_is_row_major = 1,
      .b_stride = panel, .c_stride = p->out_column_step * channels};
  for (long block = 0; block < blocks; block++) {
    long column = f->columns * block / blocks;
    tile.rows = (int)(f->columns * (block + 1) / blocks - column);
    tile.a = copy + (row * p->in_row_step * w->columns + column * p->in_column_step) * w->pixel;
    for (long j = 0; j < channels; j += panel) {
      tile.columns = (int)smaller(panel, channels - j);
      tile.b = ordered + j * depth;
      tile.c = out + column * tile.c_stride + j;
      tile.column_start = ordered + kernels_ordered_weights_parts(p) * panel * depth + j;
      p->set->tile(&tile);
    }
  }
}

/// Where each tap of a phase, or of each channel, begins to read in a window and in the ordered weights.
static void place_taps(
    const plan *p, const kernels_phase *f, const window *w, long first_row, long *offsets,
    long *weights) {
  long panel = 2 * p->set->width;
  for (long channel = 0; channel < (p->is_planar ? p->in_channels : 1); channel++) {
    for (long index = 0; index < f->tap_count; index++) {
      const kernels_tap *t = p->taps + f->first_tap + index;
      // The window begins with the inputs of the first output row.
      long row = t->row + first_row * p->in_row_step - w->row;
      *offsets++ = ((channel * w->rows + row) * w->columns + t->column - w->column) * w->pixel;
      *weights++ = (t->weight * p->in_channels + channel) * panel;
    }
  }
}

void kernels_correlate(
    const plan *p, const float *in, const float *ordered, float *out, long image, long first_row,
    long end_row) {
  window w = window_of(p, first_row, end_row);
  long out_first = first_row * p->out_row_step;
  long out_end = smaller(p->out_rows, end_row * p->out_row_step);
  long channels = rounded(p->out_channels, p->set->width);
  float *copy = gemm_scratch(0, (w.size + w.pixel) * sizeof(float));
  copy_window(p, &w, in + image * p->in_image, copy);
  long pixels = (out_end - out_first) * p->out_columns;
  long place_count = p->weight_count * (p->is_planar ? p->in_channels : 1);
  long place_bytes = rounded(2 * place_count * (long)sizeof(long), 64);
  char *memory = gemm_scratch(1, place_bytes + pixels * channels * (long)sizeof(float));
  long *offsets = (long *)memory, *weights = offsets + place_count;
  float *result = (float *)(memory + place_bytes);
  for (const kernels_phase *f = p->phases; f < p->phases + p->phase_count; f++) {
    place_taps(p, f, &w, first_row, offsets, weights);
    for (long row = first_row; row < smaller(end_row, f->rows); row++) {
      long place = (f->first_row + row * p->out_row_step - out_first) * p->out_columns;
      correlate_row(
          p, f, &w, copy, offsets, weights, ordered, row - first_row,
          result + (place + f->first_column) * channels);
    }
  }
  p->set->copy(
      out + image * p->out_image + out_first * p->out_columns, p->out_rows * p->out_columns,
      p->out_channels, pixels, result, 1, channels);
}
