// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Points equally likely anywhere on the black fields of a checkerboard around the origin.
public struct Checkerboard: PointDistribution, Equatable {
  private let fields: Int
  private let width: Float
  /// The black fields, row by row.
  private let black: [(row: Int, column: Int)]

  /// Makes a board with so many fields in a row, and a width.
  ///
  /// - Requires: At least one field and a positive width.
  public init(fields: Int = 4, width: Float = 8) {
    if fields < 1 || !(width > 0) { fail("Checkerboard: \(fields) fields on a width of \(width)") }
    (self.fields, self.width) = (fields, width)
    black = (0..<fields).flatMap { row in
      (0..<fields).filter { (row + $0) % 2 == 0 }.map { (row, $0) }
    }
  }

  /// Whether boards have the same fields and width.
  public static func == (left: Checkerboard, right: Checkerboard) -> Bool {
    (left.fields, left.width) == (right.fields, right.width)
  }

  /// The number of black fields.
  public var componentCount: Int { black.count }

  /// Draws independent points; the label is the field.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    Points.require(count, in: "Checkerboard")
    let side = Double(width) / Double(fields)
    let labels = (0..<count).map { _ in Int.random(in: black.indices, using: &rng) }
    let points = labels.flatMap { label in
      [black[label].column, black[label].row].map { place in
        Float((Double(place) + Draw.uniform(using: &rng)) * side - Double(width) / 2)
      }
    }
    return LabeledPoints(points: Tensor(points, shape: [count, 2]), labels: labels)
  }

  /// The logarithm of the density at points; −∞ on white fields and beside the board.
  ///
  /// - Shapes: `[count, 2]` → `[count]`.
  /// - Units: nats per point.
  public func logProb(_ points: Tensor) -> Tensor {
    let rows = Points.rows(points, size: 2, in: "logProb")
    let side = Double(width) / Double(fields)
    let inside = -log(Double(black.count) * side * side)
    return Tensor(
      (0..<points.shape[0]).map { point in
        let column = ((rows[2 * point] + Double(width) / 2) / side).rounded(.down)
        let row = ((rows[2 * point + 1] + Double(width) / 2) / side).rounded(.down)
        let isOnBoard = min(row, column) >= 0 && max(row, column) < Double(fields)
        let isBlack = isOnBoard && Int(row + column) % 2 == 0
        return isBlack ? Float(inside) : -.infinity
      })
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Checkerboard", "The black fields of a board of \(fields) × \(fields) fields.",
      values: "coordinates in ±\(width / 2); the label is the field")
  }
}

/// Arms of a pinwheel: Gaussian clusters around the origin that are twisted the more, the farther out they are.
///
/// A point (r, t) with `r ~ N(1, radial²)`, `t ~ N(0, tangential²)` is turned by `2πk/K + rate · exp(‖(r, t)‖)`.
/// - Differs: The angle depends on the distance from the origin and not on r alone, so that turning keeps areas and the
///   density is known.
/// - Paper: Johnson, Duvenaud, Wiltschko, Datta & Adams (2016), *Composing Graphical Models with Neural Networks for
///   Structured Representations and Fast Inference*, arXiv:1603.06277.
public struct Pinwheel: PointDistribution, Equatable {
  private let arms: Int
  private let radial: Float
  private let tangential: Float
  private let rate: Float

  /// Makes a pinwheel of arms with two standard deviations and a rate of twist.
  ///
  /// - Requires: At least one arm and positive deviations.
  public init(arms: Int = 5, radial: Float = 0.3, tangential: Float = 0.1, rate: Float = 0.25) {
    if arms < 1 || !(radial > 0) || !(tangential > 0) {
      fail("Pinwheel: \(arms) arms of deviations \(radial) and \(tangential)")
    }
    (self.arms, self.radial, self.tangential, self.rate) = (arms, radial, tangential, rate)
  }

  /// The number of arms.
  public var componentCount: Int { arms }

  /// Draws independent points; the label is the arm.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    Points.require(count, in: "Pinwheel")
    let labels = (0..<count).map { _ in Int.random(in: 0..<arms, using: &rng) }
    let noise = Draw.normals(2 * count, using: &rng)
    let points = labels.enumerated().flatMap { row, label in
      let x = 1 + Double(radial) * noise[2 * row]
      let y = Double(tangential) * noise[2 * row + 1]
      let turned = turned(x, y, by: angle(arm: label, distance: (x * x + y * y).squareRoot()))
      return [Float(turned.x), Float(turned.y)]
    }
    return LabeledPoints(points: Tensor(points, shape: [count, 2]), labels: labels)
  }

  /// The logarithm of the density at points.
  ///
  /// - Shapes: `[count, 2]` → `[count]`.
  /// - Units: nats per point.
  public func logProb(_ points: Tensor) -> Tensor {
    let rows = Points.rows(points, size: 2, in: "logProb")
    let constant = log(2 * Double.pi * Double(radial) * Double(tangential) * Double(arms))
    return Tensor(
      (0..<points.shape[0]).map { row in
        let (x, y) = (rows[2 * row], rows[2 * row + 1])
        let distance = (x * x + y * y).squareRoot()
        let terms = (0..<arms).map { arm in
          let back = turned(x, y, by: -angle(arm: arm, distance: distance))
          let (r, t) = ((back.x - 1) / Double(radial), back.y / Double(tangential))
          return -(r * r + t * t) / 2
        }
        return Float(logSumExp(terms) - constant)
      })
  }

  private func angle(arm: Int, distance: Double) -> Double {
    2 * .pi * Double(arm) / Double(arms) + Double(rate) * exp(distance)
  }

  private func turned(_ x: Double, _ y: Double, by angle: Double) -> (x: Double, y: Double) {
    (x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Pinwheel", "\(arms) twisted arms around the origin.",
      values: "coordinates; the label is the arm",
      paper: "Johnson et al. (2016), Composing Graphical Models with Neural Networks for "
        + "Structured Representations and Fast Inference, arXiv:1603.06277")
  }
}

/// A rolled-up strip in space, whose two coordinates a good two-dimensional code finds.
///
/// `(t cos t, h, t sin t)` with t equally likely in 1.5π…4.5π and h in 0…21.
/// - Paper: Tenenbaum, de Silva & Langford (2000), *A Global Geometric Framework for Nonlinear Dimensionality Reduction*.
public struct SwissRoll: PointSource, Equatable {
  private static let height = 21.0
  private let noise: Float

  /// Makes the roll with Gaussian noise of a standard deviation.
  ///
  /// - Requires: Noise that is not negative.
  public init(noise: Float = 0) {
    if noise < 0 { fail("SwissRoll: the noise \(noise) is negative") }
    self.noise = noise
  }

  /// One.
  public var componentCount: Int { 1 }

  /// Draws independent points; the position is that of t.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    Points.require(count, in: "SwissRoll")
    let positions = (0..<count).map { _ in Draw.uniform(using: &rng) }
    let moves = Draw.normals(3 * count, using: &rng).map { $0 * Double(noise) }
    let points = positions.enumerated().flatMap { row, position in
      let t = 1.5 * Double.pi * (1 + 2 * position)
      let place = [t * cos(t), Self.height * Draw.uniform(using: &rng), t * sin(t)]
      return (0..<3).map { Float(place[$0] + moves[3 * row + $0]) }
    }
    return LabeledPoints(
      points: Tensor(points, shape: [count, 3]), labels: [Int](repeating: 0, count: count),
      positions: positions.map { Float($0) })
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Swiss roll", "A rolled-up strip in space.",
      values: "three coordinates; the position is how far along the roll",
      paper: "Tenenbaum, de Silva & Langford (2000), "
        + "A Global Geometric Framework for Nonlinear Dimensionality Reduction")
  }
}
