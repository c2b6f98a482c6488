// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// The naive estimator on the line: a histogram whose only bin is centred where the density is asked for.
///
/// `p(x) = |R(x)| / (m h)` with `R(x)` the examples in `[x − h/2, x + h/2)`
///
/// - Shapes: examples and points `[count]` or `[count, 1]`.
/// - Units: nats.
/// - Paper: Fix & Hodges (1951), *Discriminatory Analysis: Nonparametric Discrimination*.
public struct NaiveDensity: Sendable {
  /// The width `h` of the bin.
  public let width: Float
  /// The examples in ascending order.
  private let sorted: [Double]

  /// Makes the estimate from examples.
  ///
  /// - Requires: At least one example, and a positive width.
  public init(_ examples: Tensor, width: Float) {
    if !(width > 0) || !width.isFinite { fail("NaiveDensity: the width \(width) is not positive") }
    self.width = width
    sorted = lineNumbers(examples, in: "NaiveDensity").sorted()
  }

  /// How many examples lie in the bin around a place.
  public func count(around x: Double) -> Int {
    let (low, high) = (x - Double(width) / 2, x + Double(width) / 2)
    return sorted.partitionPoint { $0 < high } - sorted.partitionPoint { $0 < low }
  }

  /// The density at a place.
  public func density(at x: Double) -> Double {
    Double(count(around: x)) / (Double(sorted.count) * Double(width))
  }

  /// The logarithm of the density; −∞ where the bin is empty.
  ///
  /// - Shapes: `x` `[count]` or `[count, 1]` → `[count]`.
  public func logProb(_ x: Tensor) -> Tensor {
    Tensor(lineNumbers(x, in: "NaiveDensity").map { Float(log(density(at: $0))) })
  }

  /// Draws numbers: an example, and a place in the bin around it.
  ///
  /// - Shapes: result `[count]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("NaiveDensity.sample: \(count) numbers") }
    var drawn: [Float] = []
    for _ in 0..<count {
      let example = sorted[.random(in: 0..<sorted.count, using: &rng)]
      let place = Double.random(in: 0..<1, using: &rng) - 0.5
      drawn.append(Float(example - place * Double(width)))
    }
    return Tensor(drawn)
  }

  /// The density as a function that jumps up half a width before each example and down half a width after it.
  public var steps: StepFunction {
    let half = Double(width) / 2
    let jumps =
      (sorted.map { (place: $0 - half, change: 1) } + sorted.map { (place: $0 + half, change: -1) })
      .sorted { $0.place < $1.place }
    var (edges, counts, count) = ([Double](), [Int](), 0)
    for jump in jumps {
      count += jump.change
      if jump.place == edges.last {
        counts[counts.count - 1] = count
      } else {
        edges.append(jump.place)
        counts.append(count)
      }
    }
    let scale = Double(sorted.count) * Double(width)
    return StepFunction(edges: edges, heights: counts.dropLast().map { Double($0) / scale })
  }
}
