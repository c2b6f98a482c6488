// SPDX-License-Identifier: MIT
#ifndef LECTERN_PAIRS_H
#define LECTERN_PAIRS_H

// Sums over pairs of points and centres.

#pragma clang assume_nonnull begin

enum {
  /// The points that one call of `log_sum_exp` looks at, at most.
  PAIRS_ROWS = 4,
  /// The centres that lie together in a tile: the same coordinate of all of them side by side.
  PAIRS_TILE = 16
};

typedef struct {
  /// Writes `log Σₖ exp(−|x − yₖ|² / 2)` for up to `PAIRS_ROWS` points x of `size` coordinates.
  ///
  /// The centres y lie in tiles. With `skipped` not negative, the first point leaves out that centre, and each further
  /// point the one after. The scratch holds `PAIRS_ROWS` rows of whole tiles.
  void (*log_sum_exp)(
      const float *x, long rows, const float *tiles, long count, long size, long skipped,
      float *result, float *scratch);
  /// Writes `Σ_d ((x_d − y_d) · s_d)²` for each point and each of `count` centres with scales of their own.
  void (*scaled_squares)(
      const float *x, long rows, const float *centers, const float *scales, long count, long size,
      float *result);
  /// Adds `Σᵢ wᵢₖ (xᵢ_d − y_d)²` for each centre k and coordinate d to the result `[count, size]`.
  void (*weighted_squares)(
      const float *x, long rows, const float *centers, const float *weights, long count, long size,
      float *result);
} pairs_loops;

/// The loops for this machine.
const pairs_loops *pairs_loops_chosen(void);

#pragma clang assume_nonnull end
#endif
