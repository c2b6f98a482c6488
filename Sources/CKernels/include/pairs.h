// SPDX-License-Identifier: MIT
#ifndef LECTERN_PAIRS_H
#define LECTERN_PAIRS_H

#pragma clang assume_nonnull begin

enum {
  /// The points that one call looks at, at most.
  PAIRS_ROWS = 4,
  /// The centres that lie together in a tile: the same coordinate of all of them side by side.
  PAIRS_TILE = 16
};

/// Writes `log Σₖ exp(−|x − yₖ|² / 2)` for up to `PAIRS_ROWS` points x of `size` coordinates.
///
/// The centres y lie in tiles. With `skipped` not negative, the first point leaves out that centre, and each further point
/// the one after. The scratch holds `PAIRS_ROWS` rows of whole tiles.
typedef void (*pairs_loop)(
    const float *x, long rows, const float *tiles, long count, long size, long skipped,
    float *result, float *scratch);

/// The loop for this machine.
pairs_loop pairs_loop_chosen(void);

#pragma clang assume_nonnull end
#endif
