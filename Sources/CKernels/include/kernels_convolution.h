// SPDX-License-Identifier: MIT
#ifndef LECTERN_KERNELS_CONVOLUTION_H
#define LECTERN_KERNELS_CONVOLUTION_H

#include "kernels_gemm.h"

/// A place that the outputs of a phase read from, for the first of them, and the number of the weights to use there.
typedef struct {
  long row, column, weight;
} kernels_tap;

/// Outputs that read alike: all of a convolution, or every so many of a transposed one, from the first on.
typedef struct {
  long first_row, first_column;
  long rows, columns;
  long first_tap, tap_count;
} kernels_phase;

/// A sum over taps and channels of images, `out[o][r][c] = Σ w[o][i][tap] · in[i][r · row_step + tap.row][…]`.
///
/// Images lie channel by channel in memory. They are copied with zeros around them, one image at a time; many channels are
/// brought last, so that each tap of neighbouring outputs is a matrix that the tiles of a product can read in place.
typedef struct {
  const kernels_gemm_set *set;
  /// The channels, rows and columns of an image, and the distance to the next image.
  long in_channels, in_rows, in_columns, in_image;
  long out_channels, out_rows, out_columns, out_image;
  /// The distance between the inputs of neighbouring outputs of a phase, and between these.
  long in_row_step, in_column_step, out_row_step, out_column_step;
  /// The number of weights for each pair of channels.
  long weight_count;
  const kernels_tap *taps;
  const kernels_phase *phases;
  long phase_count;
  /// Whether the copies keep channel after channel, which suits a few of them.
  int is_planar;
} kernels_correlation;

/// The number of floats that the ordered weights need, with the bias behind them.
long kernels_ordered_weights_size(const kernels_correlation *plan);

/// The number of parts in which the weights are ordered.
long kernels_ordered_weights_parts(const kernels_correlation *plan);

/// Brings a part of the weights into the order of their use, and the bias (or zeros) behind them.
void kernels_order_weights(
    const kernels_correlation *plan, const float *weights, long in_stride, long out_stride,
    const float *bias_or_null, float *ordered, long part);

/// Computes some rows of each phase, for one image.
void kernels_correlate(
    const kernels_correlation *plan, const float *in, const float *ordered, float *out, long image,
    long first_row, long end_row);

/// The number of floats of one sum over images of the gradient of the weights.
long kernels_weight_sums_size(const kernels_correlation *plan);

/// Sums `in · out` over some images into a gradient of the weights of a plan with one phase.
void kernels_correlate_weights(
    const kernels_correlation *plan, const float *in, const float *out, long first_image,
    long end_image, float *sums);

/// Adds several such sums and brings those of some output channels into the order of weights.
void kernels_add_weight_sums(
    const kernels_correlation *plan, float *sums, long sum_count, float *weights, long first,
    long end);

/// Adds the correlation of one channel to one other, where there are too few of them for tiles.
void kernels_correlate_plane(
    const kernels_correlation *plan, const float *in, const float *weights, float *out);

/// Adds the adjoint of that: what the outputs send back to the inputs.
void kernels_spread_plane(
    const kernels_correlation *plan, const float *out, const float *weights, float *in);

/// Adds the products of one channel with one other for each tap.
void kernels_correlate_plane_weights(
    const kernels_correlation *plan, const float *in, const float *out, float *sums);

#endif
