// SPDX-License-Identifier: MIT

import CKernels

// Samples of the families from which distributions are built. They are constants: parameters that are being
// differentiated are refused, because no gradient would reach them.

extension Tensor {
  /// Independent zeros and ones, each 1 with the probability at its place.
  ///
  /// - Requires: Probabilities in 0…1.
  public static func bernoulli(
    probabilities: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    probabilities.requireProbabilities(in: "bernoulli")
    return Tensor(shape: probabilities.shape) { result in
      probabilities.withScalars { RandomKernel.fillBernoulli(result, $0, using: &rng) }
    }
  }

  /// Whether all elements lie in a range, which one quick look tells; NaN lies in none.
  package func liesWithin(_ range: ClosedRange<Float>) -> Bool {
    withScalars { scalars in
      guard let start = scalars.baseAddress else { return true }
      return Elementwise.loops.all_within(
        start, scalars.count, range.lowerBound, range.upperBound) != 0
    }
  }

  /// Traps unless all elements lie in 0…1.
  private func requireProbabilities(in name: StaticString) {
    refuseTrace(in: name)
    if !liesWithin(0...1) { require(name, "probability in 0…1") { $0 >= 0 && $0 <= 1 } }
  }

  /// Independent numbers from the standard Gumbel distribution, whose sums with logits have a sample as greatest place.
  ///
  /// `F(x) = exp(−exp(−x))`
  public static func gumbel(
    _ shape: Shape, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    Tensor(shape: shape) { FamilyKernel.fillGumbel($0, using: &rng) }
  }

  /// Independent numbers from gamma distributions with rate 1.
  ///
  /// `p(x) ∝ xᵃ⁻¹ exp(−x)`, with a the concentration at the number's place.
  /// - Requires: Positive concentrations.
  /// - Paper: Marsaglia & Tsang (2000), *A Simple Method for Generating Gamma Variables*.
  public static func gamma(
    concentration: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    exp(logGamma("gamma", concentration, using: &rng))
  }

  /// Independent numbers from beta distributions.
  ///
  /// `p(x) ∝ xᵃ⁻¹ (1 − x)ᵇ⁻¹`
  /// - Requires: Positive parameters whose shapes fit each other.
  public static func beta(
    _ a: Tensor, _ b: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let shape = a.shape.broadcast(with: b.shape, in: "beta")
    let first = logGamma("beta", a.broadcast(to: shape), using: &rng)
    let second = logGamma("beta", b.broadcast(to: shape), using: &rng)
    // The logarithms keep small parameters from dividing 0 by 0.
    return sigmoid(first - second)
  }

  /// Probability vectors from Dirichlet distributions, along the last axis.
  ///
  /// `p(x) ∝ ∏ xᵢ^(aᵢ − 1)` where `Σ xᵢ = 1`
  /// - Shapes: `[…, size]` → `[…, size]`.
  /// - Requires: Positive concentrations, at least one along the last axis.
  public static func dirichlet(
    concentration: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    logGamma("dirichlet", concentration, using: &rng).softmax(alongAxis: -1)
  }

  private static func logGamma(
    _ name: StaticString, _ concentration: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    concentration.require(name, "positive parameter") { $0 > 0 && $0.isFinite }
    return Tensor(shape: concentration.shape) { result in
      concentration.withScalars { FamilyKernel.fillLogGamma(result, $0, using: &rng) }
    }
  }

  private func require(_ name: StaticString, _ what: String, _ holds: (Float) -> Bool) {
    refuseTrace(in: name)
    if let wrong = withScalars({ $0.first { !holds($0) } }) {
      fail("\(name): \(wrong) is not a \(what)")
    }
  }
}

/// A class for each row of logits, drawn with the probabilities `softmax(logits)` along the last axis.
///
/// - Shapes: `[…, classCount]` → as many classes as there are rows.
/// - Requires: At least one class, and in each row a logit that is neither −∞ nor NaN.
public func categorical(logits: Tensor, using rng: inout some RandomNumberGenerator) -> [Int] {
  logits.refuseTrace(in: "categorical")
  let probabilities = logits.softmax(alongAxis: -1)
  if let wrong = probabilities.withScalars({ $0.first { $0.isNaN } }) {
    fail("categorical: a row of logits of shape \(logits.shape) has the probability \(wrong)")
  }
  let classCount = logits.shape[logits.rank - 1]
  return probabilities.withScalars {
    FamilyKernel.classes($0, classCount: classCount, using: &rng)
  }
}
