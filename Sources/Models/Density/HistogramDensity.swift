// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// A histogram as a density: the line is cut into bins of one width, and in each the density is constant.
///
/// `p(x) = count(I_j) / (m h)` for `x` in `I_j = (x₀ + jh, x₀ + (j + 1)h]`
///
/// - Shapes: examples and points `[count]` or `[count, 1]`.
/// - Units: nats.
public struct HistogramDensity: Sendable {
  /// The width `h` of the bins.
  public let binWidth: Float
  /// The place `x₀` from which bins are counted.
  public let origin: Float
  /// The density from the first bin that holds an example to the last.
  public let steps: StepFunction
  private let firstBin: Int

  private static let binLimit = 10_000_000

  /// Counts examples in bins.
  ///
  /// - Requires: At least one example, and a positive width that makes no more than ten million bins.
  public init(_ examples: Tensor, binWidth: Float, origin: Float = 0) {
    let numbers = lineNumbers(examples, in: "HistogramDensity")
    if !(binWidth > 0) || !binWidth.isFinite {
      fail("HistogramDensity: the bins' width \(binWidth) is not positive")
    }
    (self.binWidth, self.origin) = (binWidth, origin)
    let places = numbers.map { Self.place(of: $0, Double(binWidth), Double(origin)) }
    let (low, high) = (places.min() ?? 0, places.max() ?? 0)
    if !(high - low < Double(Self.binLimit)) {
      fail(
        "HistogramDensity: bins of width \(binWidth) over \(numbers.min() ?? 0)…\(numbers.max() ?? 0)"
      )
    }
    var counts = [Int](repeating: 0, count: Int(high - low) + 1)
    for place in places { counts[Int(place - low)] += 1 }
    firstBin = Int(low)
    let (width, start) = (Double(binWidth), Double(origin))
    steps = StepFunction(
      edges: (0...counts.count).map { start + (low + Double($0)) * width },
      heights: counts.map { Double($0) / (Double(numbers.count) * width) })
  }

  /// The number of the bin `(x₀ + jh, x₀ + (j + 1)h]` that holds a place.
  private static func place(of x: Double, _ width: Double, _ origin: Double) -> Double {
    ((x - origin) / width).rounded(.up) - 1
  }

  /// The density at a place.
  public func density(at x: Double) -> Double {
    let bin = Self.place(of: x, Double(binWidth), Double(origin)) - Double(firstBin)
    return bin >= 0 && bin < Double(steps.heights.count) ? steps.heights[Int(bin)] : 0
  }

  /// The logarithm of the density; −∞ in an empty bin.
  ///
  /// - Shapes: `x` `[count]` or `[count, 1]` → `[count]`.
  public func logProb(_ x: Tensor) -> Tensor {
    Tensor(lineNumbers(x, in: "HistogramDensity").map { Float(log(density(at: $0))) })
  }

  /// Draws numbers: a bin by its probability, and in it a place.
  ///
  /// - Shapes: result `[count]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("HistogramDensity.sample: \(count) numbers") }
    var cumulative = 0.0
    let sums = steps.heights.map { height in
      cumulative += height
      return cumulative
    }
    var drawn: [Float] = []
    for _ in 0..<count {
      let level = Double.random(in: 0..<1, using: &rng) * cumulative
      let bin = min(sums.partitionPoint { $0 <= level }, sums.count - 1)
      let share = Double.random(in: 0..<1, using: &rng)
      // One minus the share: a bin holds its upper end.
      drawn.append(Float(steps.edges[bin] + (1 - share) * Double(binWidth)))
    }
    return Tensor(drawn)
  }
}
