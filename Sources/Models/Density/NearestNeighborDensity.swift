// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// The nearest-neighbour estimate: the sphere around a point grows until it holds so many examples.
///
/// `p(x) = k / (m V)` with `V` the volume of the smallest sphere around `x` that holds `k` examples
///
/// It is no density, for its integral over the whole space is infinite: it has no `logProb`, and nothing can be drawn.
/// - Shapes: examples and points `[count, size]`, or `[count]` on the line.
/// - Paper: Loftsgaarden & Quesenberry (1965), *A Nonparametric Estimate of a Multivariate Density Function*.
public struct NearestNeighborDensity: Sendable {
  /// The examples, `[count, size]`.
  public let examples: Tensor
  /// How many examples the sphere holds, `k`.
  public let neighborCount: Int
  /// The examples in ascending order where they are numbers.
  private let sorted: [Double]

  /// Makes the estimate from examples.
  ///
  /// - Requires: From one neighbour to as many as there are examples.
  public init(_ examples: Tensor, neighborCount: Int) {
    self.examples = examples.asRows(in: "NearestNeighborDensity")
    if !(1...self.examples.shape[0]).contains(neighborCount) {
      fail(
        "NearestNeighborDensity: \(neighborCount) neighbours among \(examples.shape[0]) examples")
    }
    self.neighborCount = neighborCount
    sorted =
      self.examples.shape[1] == 1
      ? lineNumbers(examples, in: "NearestNeighborDensity").sorted() : []
  }

  /// The distance from a place on the line to the last of its neighbours.
  ///
  /// - Complexity: Logarithmic in the number of examples.
  /// - Requires: Examples of one coordinate.
  public func radius(at x: Double) -> Double {
    if sorted.isEmpty {
      fail("NearestNeighborDensity: a number for examples of shape \(examples.shape)")
    }
    // Neighbours are a run of the sorted examples: it moves on while the next one is nearer than its first.
    let starts = 0..<sorted.count - neighborCount
    var (low, high) = (starts.lowerBound, starts.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if x - sorted[middle] > sorted[middle + neighborCount] - x {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return max(abs(x - sorted[low]), abs(x - sorted[low + neighborCount - 1]))
  }

  /// The estimate at a place on the line, `k / (2 m r)`; infinite on top of `k` equal examples.
  ///
  /// - Requires: Examples of one coordinate.
  public func density(at x: Double) -> Double {
    Double(neighborCount) / (2 * Double(sorted.count) * radius(at: x))
  }

  /// The estimate at points.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`; `[count]` on the line.
  public func density(_ x: Tensor) -> Tensor {
    let points = x.asRows(in: "NearestNeighborDensity")
    if points.shape[1] != examples.shape[1] {
      fail(
        "NearestNeighborDensity: points of shape \(x.shape) for examples of shape \(examples.shape)"
      )
    }
    if !sorted.isEmpty { return Tensor(points.scalars.map { Float(density(at: Double($0))) }) }
    let squares = nearestNeighbors(of: points, in: examples, count: neighborCount).squaredDistances
    let size = Double(examples.shape[1])
    let last = squares.sliced(neighborCount - 1..<neighborCount, alongAxis: 1).scalars
    return Tensor(
      last.map { square in
        let volume = Self.ballVolume(size) * pow(Double(square), size / 2)
        return Float(Double(neighborCount) / (Double(examples.shape[0]) * volume))
      })
  }

  /// The volume of the sphere of radius 1: `π^(D/2) / Γ(D/2 + 1)`.
  static func ballVolume(_ size: Double) -> Double { pow(.pi, size / 2) / tgamma(size / 2 + 1) }
}
