// SPDX-License-Identifier: MIT
#include "convolution.h"

/// The outputs of a row that read inside the image at some tap.
typedef struct {
  long first, end;
} span;

static span inside(long outputs, long step, long place, long inputs) {
  long first = place < 0 ? (-place + step - 1) / step : 0;
  long room = inputs - place;
  return (span){smaller(first, outputs), room <= 0 ? 0 : smaller(outputs, (room + step - 1) / step)};
}

/// The rows that a tap brings together, and the columns of them.
typedef struct {
  span rows, columns;
  /// Where the first of these outputs reads, from the beginning of the image.
  long start;
} meeting;

static meeting meeting_of(const plan *p, const kernels_tap *t) {
  meeting m = {
      inside(p->phases[0].rows, p->in_row_step, t->row, p->in_rows),
      inside(p->phases[0].columns, p->in_column_step, t->column, p->in_columns), 0};
  m.start = (m.rows.first * p->in_row_step + t->row) * p->in_columns +
      m.columns.first * p->in_column_step + t->column;
  return m;
}

static float inner_product(const float *a, long step, const float *b, long count) {
// In whole vectors; the order is the compiler's, and the same each time.
#pragma clang fp reassociate(on)
  float sum = 0;
  if (step == 1) {
    for (long j = 0; j < count; j++) sum += a[j] * b[j];
  } else {
    for (long j = 0; j < count; j++) sum += a[j * step] * b[j];
  }
  return sum;
}

#define FOR_EACH_ROW(body)                                                                       \
  for (long index = 0; index < p->weight_count; index++) {                                       \
    meeting m = meeting_of(p, p->taps + index);                                                  \
    long count = m.columns.end - m.columns.first, step = p->in_column_step;                      \
    for (long row = m.rows.first; row < m.rows.end && count > 0; row++) {                        \
      long in_place = m.start + (row - m.rows.first) * p->in_row_step * p->in_columns;           \
      long out_place = row * p->out_columns + m.columns.first;                                   \
      body                                                                                       \
    }                                                                                            \
  }

void kernels_correlate_plane(
    const plan *p, const float *restrict in, const float *restrict weights, float *restrict out) {
  FOR_EACH_ROW({
    const float *restrict source = in + in_place;
    float *restrict target = out + out_place;
    float weight = weights[index];
    if (step == 1) {
      for (long j = 0; j < count; j++) target[j] += weight * source[j];
    } else {
      for (long j = 0; j < count; j++) target[j] += weight * source[j * step];
    }
  })
}

void kernels_spread_plane(
    const plan *p, const float *restrict out, const float *restrict weights, float *restrict in) {
  FOR_EACH_ROW({
    const float *restrict source = out + out_place;
    float *restrict target = in + in_place;
    float weight = weights[index];
    if (step == 1) {
      for (long j = 0; j < count; j++) target[j] += weight * source[j];
    } else {
      for (long j = 0; j < count; j++) target[j * step] += weight * source[j];
    }
  })
}

void kernels_correlate_plane_weights(
    const plan *p, const float *restrict in, const float *restrict out, float *restrict sums) {
  FOR_EACH_ROW({ sums[index] += inner_product(in + in_place, step, out + out_place, count); })
}
