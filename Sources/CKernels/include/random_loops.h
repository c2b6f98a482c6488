// SPDX-License-Identifier: MIT
#ifndef LECTERN_RANDOM_LOOPS_H
#define LECTERN_RANDOM_LOOPS_H

// Random numbers by the counter-based generator Philox4x32-10: each is a function of a seed and of its own place, so
// that any part of a sequence can be made without the rest.
// Paper: Salmon, Moraes, Dror & Shaw (2011), Parallel Random Numbers: As Easy as 1, 2, 3.

#pragma clang assume_nonnull begin

/// In each of these `first` is the place of the first number in the sequence, a multiple of 64.
typedef struct {
  /// `low + width · u` with u in 0 ..< 1 a multiple of 2⁻²⁴, but no more than `largest`.
  void (*uniform)(
      float *y, long first, long count, unsigned long seed, float low, float width, float largest);
  /// Numbers from a normal distribution, by the transform of Box and Muller.
  void (*normal)(
      float *y, long first, long count, unsigned long seed, float mean, float deviation);
  /// 1 with the probability at the number's place, else 0.
  void (*bernoulli)(const float *p, float *y, long first, long count, unsigned long seed);
} random_loops;

/// The loops for this machine.
const random_loops *random_loops_chosen(void);

#pragma clang assume_nonnull end
#endif
