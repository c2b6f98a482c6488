// SPDX-License-Identifier: MIT
#ifndef LECTERN_VECTOR_LOOPS_H
#define LECTERN_VECTOR_LOOPS_H

// The loops in which each scalar of the result depends on one scalar of each operand, and the optimisers' steps.
// They are compiled for each instruction set from one text, and give the same bits with each.

#pragma clang assume_nonnull begin

/// Writes a function of each of `count` scalars; what `a` and `b` mean, the function says.
typedef void (*vector_map)(const float *x, float *y, long count, float a, float b);

/// Writes a function of each pair of scalars, row after row.
///
/// A step is the distance between an operand's neighbours in a row, 0 or 1; a row step that between its rows.
typedef void (*vector_zip)(
    const float *p, long p_step, long p_row_step, const float *q, long q_step, long q_row_step,
    float *y, long rows, long columns, float a);

/// The functions of one operand: `f(x)`, with parameters `a` and `b`.
#define VECTOR_MAPS(X)                                                                             \
  X(exp) X(expm1) X(log) X(log1p) X(sqrt) X(sin) X(cos) X(tanh) X(erf)                             \
  X(sigmoid) X(softplus) X(silu) X(gelu) X(relu) X(leaky_relu) X(elu)                              \
  X(negative) X(magnitude) X(sign) X(square)                                                       \
  X(plus) X(minus) X(minus_from) X(times) X(over) X(over_from) X(affine) X(clamp)                  \
  X(less) X(less_or_equal) X(greater) X(greater_or_equal) X(equal) X(not_equal)

/// The functions of two operands: `f(p, q)`, with a parameter `a`.
///
/// Those named `…_slope` are pullbacks: the cotangent p times the derivative at the argument or value q.
#define VECTOR_ZIPS(X)                                                                             \
  X(add) X(subtract) X(multiply) X(divide) X(maximum) X(minimum) X(greater_share) X(replace)       \
  X(both_less) X(both_less_or_equal) X(both_equal) X(both_not_equal)                               \
  X(multiply_one_plus) X(divide_one_plus) X(divide_twice) X(sign_slope) X(twice_product)           \
  X(negative_sin_slope) X(cos_slope) X(tanh_slope) X(sigmoid_slope) X(softplus_slope)              \
  X(silu_slope) X(gelu_slope) X(erf_slope) X(relu_slope) X(leaky_relu_slope) X(elu_slope)

/// The numbers of a step of Adam.
typedef struct {
  float beta1, beta2, rate, scale, epsilon, weight_decay, kept;
} adam_numbers;

/// All loops for one instruction set.
typedef struct {
#define DECLARE_MAP(name) vector_map name;
  VECTOR_MAPS(DECLARE_MAP)
#undef DECLARE_MAP
#define DECLARE_ZIP(name) vector_zip name;
  VECTOR_ZIPS(DECLARE_ZIP)
#undef DECLARE_ZIP
  /// `second` where the mask is not 0, else `first`.
  void (*choose)(const float *mask, const float *first, const float *second, float *y, long count);
  /// Whether all scalars lie between `a` and `b`; none that is NaN does.
  int (*all_within)(const float *x, long count, float a, float b);
  /// `w ← kept · w − rate · m / (√v · scale + ε)`, after both moments.
  void (*adam)(float *w, const float *g, float *m, float *v, long count, adam_numbers numbers);
  /// `v ← μv + g`, `w ← w − ηv`, or after Nesterov `w ← w − η(g + μv)`.
  void (*momentum)(
      float *w, const float *g, float *v, long count, float rate, float momentum,
      float weight_decay, int is_nesterov);
  /// `s ← αs + (1−α)g²`, `w ← w − ηg / (√s + ε)`.
  void (*rms_prop)(
      float *w, const float *g, float *s, long count, float rate, float decay, float epsilon);
  /// `a ← δa + (1−δ)w`.
  void (*average)(float *a, const float *w, long count, float decay);
  /// `y ← y + s · x`.
  void (*accumulate)(float *y, const float *x, long count, float s);
  /// `y[row · y_step + column] ← x[column · x_step + row]`.
  void (*transpose)(
      const float *x, long x_step, float *y, long y_step, long rows, long columns);
} vector_loops;

/// The loops for this machine.
const vector_loops *vector_loops_chosen(void);

/// The loops for one of the sets 0 (baseline), 1 (AVX2), 2 (AVX-512), or null where this machine lacks it.
const vector_loops *_Nullable vector_loops_for(int set);

#pragma clang assume_nonnull end
#endif
