// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// A Parzen window in a space of any dimension: the share of examples in a cube, divided by its volume.
///
/// `p(x) = k / (m h^D)` with `k = Σᵢ w((x − xᵢ) / h)`, and `w(u) = 1` where all `|u_d| ≤ ½`, else 0
///
/// - Shapes: examples and points `[count, size]`, or `[count]` on the line.
/// - Units: nats.
/// - Paper: Parzen (1962), *On Estimation of a Probability Density Function and Mode*.
public struct ParzenWindow: Sendable {
  /// The examples, `[count, size]`.
  public let examples: Tensor
  /// The side `h` of the cube.
  public let width: Float

  /// Makes the estimate from examples.
  ///
  /// - Requires: At least one example, and a positive width.
  public init(_ examples: Tensor, width: Float) {
    if !(width > 0) || !width.isFinite { fail("ParzenWindow: the width \(width) is not positive") }
    self.examples = examples.asRows(in: "ParzenWindow")
    self.width = width
  }

  /// The volume `h^D` of the cube.
  public var volume: Double { pow(Double(width), Double(examples.shape[1])) }

  /// How many examples lie in the cube around each point, as the sum of the weights.
  ///
  /// - Shapes: `x` `[count, size]`, or `[count]` on the line.
  public func counts(around x: Tensor) -> [Int] {
    let points = x.asRows(in: "ParzenWindow")
    let size = examples.shape[1]
    if points.shape[1] != size {
      fail("ParzenWindow: points of shape \(x.shape) for examples of shape \(examples.shape)")
    }
    let half = Double(width) / 2
    return points.withScalars { points in
      examples.withScalars { examples in
        stride(from: 0, to: points.count, by: size).map { row in
          stride(from: 0, to: examples.count, by: size).count { other in
            (0..<size).allSatisfy {
              abs(Double(points[row + $0]) - Double(examples[other + $0])) <= half
            }
          }
        }
      }
    }
  }

  /// The density at a place on the line.
  ///
  /// - Requires: Examples of one coordinate.
  public func density(at x: Double) -> Double {
    if examples.shape[1] != 1 {
      fail("ParzenWindow: a number for examples of shape \(examples.shape)")
    }
    let half = Double(width) / 2
    let count = examples.withScalars { $0.count { abs(x - Double($0)) <= half } }
    return Double(count) / (Double(examples.shape[0]) * volume)
  }

  /// The logarithm of the density; −∞ where the cube is empty.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`; `[count]` on the line.
  public func logProb(_ x: Tensor) -> Tensor {
    let scale = Double(examples.shape[0]) * volume
    return Tensor(counts(around: x).map { Float(log(Double($0) / scale)) })
  }

  /// Draws points: an example, and a place in the cube around it.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("ParzenWindow.sample: \(count) points") }
    var chosen: [Int] = []
    for _ in 0..<count { chosen.append(.random(in: 0..<examples.shape[0], using: &rng)) }
    let places = Tensor.uniform([count, examples.shape[1]], using: &rng) - 0.5
    return examples.gathered(chosen) + width * places
  }
}

extension Tensor {
  /// The tensor as a row for each example: numbers on the line become rows of one.
  func asRows(in place: String) -> Tensor {
    if !(1...2).contains(rank) || elementCount == 0 {
      fail("\(place): \(shape) is no list of examples")
    }
    return rank == 1 ? detached().expanded(atAxis: 1) : detached()
  }
}
