// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// How far a sample lies from a distribution, and how probable so great a distance is.
public struct KolmogorovSmirnov: Sendable, Equatable {
  /// The greatest distance between the sample's distribution function and the given one, 0…1.
  public let statistic: Float
  /// The probability that a sample of the distribution lies at least so far from it.
  public let pValue: Double
}

/// Tests whether numbers come from a distribution, by the greatest distance `sup |Fₙ(x) − F(x)|`.
///
/// The probability is that of the limit for many numbers, with Stephens' correction for few: good to two digits from a
/// dozen numbers on.
///
/// - Parameters:
///   - sample: The numbers.
///   - cdf: The distribution function, of many numbers at once, such as `Normal(mean: 0, standardDeviation: 1).cdf`.
/// - Shapes: `[count]`; the function `[count]` → `[count]`.
/// - Requires: At least one number, none of them NaN.
/// - Paper: Stephens (1970), *Use of the Kolmogorov-Smirnov, Cramér-von Mises and Related Statistics without Extensive
///   Tables*.
public func kolmogorovSmirnov(_ sample: Tensor, cdf: (Tensor) -> Tensor) -> KolmogorovSmirnov {
  if sample.rank != 1 || sample.elementCount == 0 {
    fail("kolmogorovSmirnov: a sample of shape \(sample.shape); there must be [count]")
  }
  let probabilities = cdf(sample.sorted())
  if probabilities.shape != sample.shape {
    fail("kolmogorovSmirnov: the function made \(probabilities.shape) of \(sample.shape)")
  }
  let count = Double(sample.elementCount)
  var distance = 0.0
  for (index, probability) in probabilities.scalars.enumerated() {
    let above = Double(index + 1) / count - Double(probability)
    let below = Double(probability) - Double(index) / count
    if above.isNaN { fail("kolmogorovSmirnov: a number of the sample has the probability NaN") }
    distance = max(distance, above, below)
  }
  let root = count.squareRoot()
  return KolmogorovSmirnov(
    statistic: Float(distance), pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * distance))
}

/// Tests whether two samples come from one distribution, by the greatest distance between their distribution functions.
///
/// The probability is that of the limit for many numbers, with Stephens' correction for few; where numbers repeat, as with
/// discrete distributions, it is an upper bound.
///
/// - Shapes: `[count]` and `[count]`; the counts may differ.
/// - Requires: At least one number in each, none of them NaN.
public func kolmogorovSmirnov(_ sample: Tensor, _ other: Tensor) -> KolmogorovSmirnov {
  for (tensor, name) in [(sample, "first"), (other, "second")]
  where tensor.rank != 1 || tensor.elementCount == 0 {
    fail("kolmogorovSmirnov: the \(name) sample has the shape \(tensor.shape), not [count]")
  }
  let (left, right) = (sample.sorted().scalars, other.sorted().scalars)
  if left.contains(where: \.isNaN) || right.contains(where: \.isNaN) {
    fail("kolmogorovSmirnov: a sample contains NaN")
  }
  let distance = greatestDistance(left, right)
  let root = (Double(left.count) * Double(right.count) / Double(left.count + right.count))
    .squareRoot()
  return KolmogorovSmirnov(
    statistic: Float(distance), pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * distance))
}

/// `sup |Fₙ(x) − Gₘ(x)|` of sorted numbers: the two functions are compared between different numbers only.
private func greatestDistance(_ left: [Float], _ right: [Float]) -> Double {
  var (i, j, distance) = (0, 0, 0.0)
  while i < left.count && j < right.count {
    let x = min(left[i], right[j])
    while i < left.count, left[i] == x { i += 1 }
    while j < right.count, right[j] == x { j += 1 }
    let gap = Double(i) / Double(left.count) - Double(j) / Double(right.count)
    distance = max(distance, gap.magnitude)
  }
  return distance
}

/// `P(K > λ) = 2 Σ (−1)^{k−1} exp(−2 k² λ²)`, for small λ in the form that converges there.
private func kolmogorovTail(_ lambda: Double) -> Double {
  if lambda < 0.2 { return 1 }  // 1 − P < 10⁻¹²
  if lambda < 1.18 {
    let power = exp(-Double.pi * Double.pi / (8 * lambda * lambda))
    let sum = power + pow(power, 9) + pow(power, 25) + pow(power, 49)
    return 1 - (2 * Double.pi).squareRoot() / lambda * sum
  }
  var sum = 0.0
  for k in 1...6 {
    let term = exp(-2 * Double(k * k) * lambda * lambda)
    sum += k.isMultiple(of: 2) ? -term : term
  }
  return min(max(2 * sum, 0), 1)
}
