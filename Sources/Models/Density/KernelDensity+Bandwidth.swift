// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

extension KernelDensity {
  private static let gridSize = 20
  private static let goldenSteps = 14

  /// Fits the estimate to examples by the bandwidth under which each is most likely, given all others (leave-one-out).
  ///
  /// `h = argmax Σᵢ log p₋ᵢ(xᵢ)`, by a logarithmic grid and a golden section around its best point
  ///
  /// - Complexity: 34 sums over all pairs of examples.
  /// - Parameters:
  ///   - examples: `[count, size]`, or `[count]` on the line; two or more.
  ///   - range: Where the bandwidth is looked for; by default from a fiftieth to four times the normal reference.
  /// - Paper: Duin (1976), *On the Choice of Smoothing Parameters for Parzen Estimators of Probability Density Functions*.
  public init(fitting examples: Tensor, bandwidths range: ClosedRange<Float>? = nil) {
    let rows = examples.asRows(in: "KernelDensity")
    let reference = Self.normalReferenceBandwidth(rows)
    let range = range ?? reference / 50...reference * 4
    if !(range.lowerBound > 0) || !range.upperBound.isFinite {
      fail("KernelDensity: there are no positive bandwidths in \(range)")
    }
    let score = { (logBandwidth: Float) in
      KernelDensity(rows, bandwidth: expf(logBandwidth)).leaveOneOutLogProb().mean().scalar
    }
    let (low, high) = (logf(range.lowerBound), logf(range.upperBound))
    let step = (high - low) / Float(Self.gridSize - 1)
    let scores = (0..<Self.gridSize).map { score(low + Float($0) * step) }
    let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    let bracket = (
      max(low, low + Float(best - 1) * step), min(high, low + Float(best + 1) * step)
    )
    self.init(rows, bandwidth: expf(Self.goldenSection(bracket.0, bracket.1, score)))
  }

  /// Where a function with one peak is greatest.
  private static func goldenSection(
    _ low: Float, _ high: Float, _ function: (Float) -> Float
  ) -> Float {
    let ratio = (Float(5).squareRoot() - 1) / 2
    var (low, high) = (low, high)
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (leftValue, rightValue) = (function(left), function(right))
    for _ in 0..<goldenSteps - 2 {
      if leftValue > rightValue {
        (high, right, rightValue) = (right, left, leftValue)
        left = high - ratio * (high - low)
        leftValue = function(left)
      } else {
        (low, left, leftValue) = (left, right, rightValue)
        right = low + ratio * (high - low)
        rightValue = function(right)
      }
    }
    return (low + high) / 2
  }

  /// The bandwidth that would be best if the examples were normal (Silverman's rule).
  ///
  /// `h = σ (4 / ((D + 2) m))^(1 / (D + 4))` with `σ` the mean standard deviation of a coordinate; too wide where the
  /// density has several modes.
  /// - Requires: Examples that are not all equal.
  /// - Paper: Silverman (1986), *Density Estimation for Statistics and Data Analysis*.
  public static func normalReferenceBandwidth(_ examples: Tensor) -> Float {
    let rows = examples.asRows(in: "KernelDensity")
    let (count, size) = (Float(rows.shape[0]), Float(rows.shape[1]))
    let spread = sqrtf(rows.variance(alongAxis: 0).mean().scalar)
    if !(spread > 0) { fail("KernelDensity: examples that are all equal suggest no bandwidth") }
    return spread * powf(4 / ((size + 2) * count), 1 / (size + 4))
  }
}

extension KernelDensity {
  /// The density at a place on the line, in double precision.
  ///
  /// - Requires: Examples of one coordinate.
  public func density(at x: Double) -> Double {
    if examples.shape[1] != 1 {
      fail("KernelDensity: a number for examples of shape \(examples.shape)")
    }
    let h = Double(bandwidth)
    let sum = examples.withScalars { examples in
      examples.reduce(0.0) { sum, example in
        let u = (x - Double(example)) / h
        return sum + exp(-u * u / 2)
      }
    }
    return sum / (Double(examples.shape[0]) * h * (2 * .pi).squareRoot())
  }
}
