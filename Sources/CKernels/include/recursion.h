// SPDX-License-Identifier: MIT
#ifndef LECTERN_RECURSION_H
#define LECTERN_RECURSION_H

// The neural autoregressive estimator's recursion over the dimensions of binary or real vectors:
// `h = σ(a)`, `logitᵢ = bᵢ + Vᵢ·h`, `a ← a + xᵢ Wᵢ`, from `a = c`. The hidden units change only after an `xᵢ` that is not 0.

#pragma clang assume_nonnull begin

enum {
  /// The hidden units that one call of the backward recursion works on.
  RECURSION_UNITS = 32,
  /// The rows that a forward call works on at most.
  RECURSION_ROWS = 8
};

typedef struct {
  long dimensions, hidden;
  /// `W` and `V` as `[dimensions, hidden]`; `b` and `c`.
  const float *w, *v, *b, *c;
} recursion;

typedef struct {
  /// Writes the logits of up to `RECURSION_ROWS` rows.
  ///
  /// `v_padded` is V with rows of `recursion_padded(hidden)` scalars, zeros at their ends; the scratch holds two such
  /// rows for each row of x.
  void (*forward)(
      const recursion *model, const float *v_padded, const float *x, long rows, float *logits,
      float *scratch);
  /// Writes the columns `unit ..< unit + RECURSION_UNITS` of the gradients of `Σ cotangent · logits`, as far as they exist.
  ///
  /// The scratch holds `recursion_scratch(dimensions)` scalars.
  void (*backward)(
      const recursion *model, const float *x, const float *cotangent, long rows, long unit,
      float *w_gradient, float *v_gradient, float *c_gradient, float *scratch);
} recursion_loops;

/// A number of hidden units, rounded up to whole vectors.
static inline long recursion_padded(long hidden) { return (hidden + 15) / 16 * 16; }

/// The scalars that a backward call needs beside its results.
static inline long recursion_scratch(long dimensions) {
  return (8 * dimensions + 4) * RECURSION_UNITS;
}

/// The loops for this machine.
const recursion_loops *recursion_loops_chosen(void);

#pragma clang assume_nonnull end
#endif
