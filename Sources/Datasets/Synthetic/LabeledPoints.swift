// SPDX-License-Identifier: MIT

public import Tensors

/// Points with the component that each comes from.
public struct LabeledPoints: Sendable, Equatable {
  /// The points, `[count, size]`.
  public let points: Tensor
  /// The component of each point, counted from 0.
  public let labels: [Int]
  /// How far along its curve each point lies, from 0 to 1; 0 where components are not curves.
  public let positions: [Float]

  init(points: Tensor, labels: [Int], positions: [Float]? = nil) {
    (self.points, self.labels) = (points, labels)
    self.positions = positions ?? [Float](repeating: 0, count: labels.count)
  }

  /// The number of points.
  public var count: Int { labels.count }

  /// The points with their components as labels: what a classifier learns from.
  public var vectors: Labeled<Tensor, [Int]> { Labeled(points, labels) }

  /// The points of one component, in their order.
  public func points(ofComponent label: Int) -> Tensor {
    points[at: labels.indices.filter { labels[$0] == label }]
  }

  /// The points at some places, in the order of the places.
  ///
  /// - Requires: Places inside the set.
  public subscript(at places: [Int]) -> LabeledPoints {
    LabeledPoints(
      points: points[at: places], labels: places.map { labels[$0] },
      positions: places.map { positions[$0] })
  }
}

/// A source from which any number of points is drawn.
public protocol PointSource: DescribedDataset {
  /// How many components the points come from.
  var componentCount: Int { get }

  /// Draws independent points.
  func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints
}

/// A source of points whose density is known, so that models can be compared with the truth.
public protocol PointDistribution: PointSource {
  /// The logarithm of the density at points.
  ///
  /// - Shapes: `[count, size]` → `[count]`.
  /// - Units: nats per point.
  func logProb(_ points: Tensor) -> Tensor
}

/// What sets that are drawn have in common on their cards.
extension DatasetCard {
  init(drawn name: String, _ summary: String, values: String, paper: String? = nil) {
    self.init(
      name: name, summary: summary, values: values,
      source: "drawn by the library, as many as wanted; the same seed gives the same examples",
      licence: "none needed", paper: paper)
  }
}

/// Checks of what callers give.
enum Points {
  /// The number of examples to draw.
  static func require(_ count: Int, in name: String) {
    if count < 0 { fail("\(name): \(count) examples cannot be drawn") }
  }

  /// The coordinates of points of a size, in double precision.
  static func rows(_ points: Tensor, size: Int, in name: String) -> [Double] {
    if points.rank != 2 || points.shape[1] != size {
      fail("\(name): points of shape \(points.shape) are not [count, \(size)]")
    }
    return points.withScalars { $0.map { Double($0) } }
  }
}

/// Random numbers in double precision.
enum Draw {
  /// A number that is equally likely anywhere in 0…1, without 1.
  static func uniform(using rng: inout some RandomNumberGenerator) -> Double {
    Double.random(in: 0..<1, using: &rng)
  }

  /// Independent numbers from the standard normal distribution.
  static func normals(_ count: Int, using rng: inout some RandomNumberGenerator) -> [Double] {
    Tensor.normal([count], using: &rng).scalars.map { Double($0) }
  }

  /// A place of a list of weights that sum to 1, each with its weight as probability.
  static func place(of weights: [Double], using rng: inout some RandomNumberGenerator) -> Int {
    var rest = uniform(using: &rng)
    for (place, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return place }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}
