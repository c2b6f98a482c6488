// SPDX-License-Identifier: MIT
#ifndef LECTERN_REDUCTION_LOOPS_H
#define LECTERN_REDUCTION_LOOPS_H

// The loops that make one number of many, in double precision and in an order that follows from the sizes alone.

#pragma clang assume_nonnull begin

/// Reduces each of some rows to one number; a reference is given for each row, where the kind needs one.
typedef void (*row_reduction)(
    const float *x, long rows, long size, const double *_Nullable references, double *result);

/// Reduces columns side by side from the first row to the last; a reference is given for each column.
typedef void (*column_reduction)(
    const float *x, long rows, long row_step, long columns, const double *_Nullable references,
    double *result);

/// `Σ x`, `Σ (x − r)²`, the greatest and the least, of which NaN is both.
#define REDUCTIONS(X) X(sums) X(squares) X(maxima) X(minima)

typedef struct {
#define DECLARE_REDUCTION(name) row_reduction row_##name; column_reduction column_##name;
  REDUCTIONS(DECLARE_REDUCTION)
#undef DECLARE_REDUCTION
  /// `softmax x` of each row, `log softmax x`, and `log Σ eˣ`.
  void (*softmax)(const float *x, float *y, long rows, long size);
  void (*log_softmax)(const float *x, float *y, long rows, long size);
  void (*log_sum_exp)(const float *x, float *y, long rows, long size);
  /// The pullbacks from the value: `y (g − Σ g y)` and `g − eʸ Σ g`.
  void (*softmax_slope)(const float *g, const float *y, float *result, long rows, long size);
  void (*log_softmax_slope)(const float *g, const float *y, float *result, long rows, long size);
  /// `softplus(z) − x z`, summed over each row.
  void (*cross_entropy)(const float *z, const float *x, float *y, long rows, long size);
  /// Its derivative at the logits: `(σ(z) − x) · g` with a number g for each row.
  void (*cross_entropy_slope)(
      const float *z, const float *x, const float *g, float *y, long rows, long size);
  /// `(x − mean) · scale + shift` with numbers for each row.
  void (*normalize)(
      const float *x, float *y, long rows, long size, const double *mean, const double *scale,
      const double *shift);
  /// `Σ g` and `Σ g (x − mean)` of each row.
  void (*row_products)(
      const float *g, const float *x, long rows, long size, const double *mean, double *sums,
      double *products);
  /// `a g + b (x − mean) + c` with numbers for each row.
  void (*normalize_slope)(
      const float *g, const float *x, float *y, long rows, long size, const double *mean,
      const double *a, const double *b, const double *c);
} reduction_loops;

/// The loops for this machine.
const reduction_loops *reduction_loops_chosen(void);

#pragma clang assume_nonnull end
#endif
