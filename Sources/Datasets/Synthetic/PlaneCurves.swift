// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Two half circles that reach into each other.
///
/// The upper moon is `(cos t, sin t)`, the lower `(1 − cos t, ½ − sin t)`, t equally likely in 0…π.
public struct TwoMoons: PointDistribution {
  private let curves: NoisyCurves

  /// Makes the moons with Gaussian noise of a standard deviation.
  ///
  /// - Requires: Noise that is not negative.
  public init(noise: Float = 0.05) {
    curves = NoisyCurves(
      "two moons",
      [
        PlaneCurve(length: .pi) { (cos(.pi * $0), sin(.pi * $0)) },
        PlaneCurve(length: .pi) { (1 - cos(.pi * $0), 0.5 - sin(.pi * $0)) },
      ], noise: noise)
  }

  /// Two: the upper moon is 0, the lower 1.
  public var componentCount: Int { 2 }

  /// Draws independent points.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    curves.sample(count, using: &rng)
  }

  /// The logarithm of the density at points, by quadrature along the moons.
  ///
  /// - Shapes: `[count, 2]` → `[count]`.
  /// - Units: nats per point.
  /// - Requires: Noise, without which there is no density.
  public func logProb(_ points: Tensor) -> Tensor { curves.logProb(points) }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Two moons", "Two half circles of radius 1 with noise \(curves.noise).",
      values: "coordinates; the label is the moon, the position how far along it")
  }
}

/// Circles around one centre.
public struct Rings: PointDistribution {
  private let curves: NoisyCurves
  private let radii: [Float]

  /// Makes circles of some radii, all equally likely, with Gaussian noise of a standard deviation.
  ///
  /// - Requires: Positive radii, and noise that is not negative.
  public init(radii: [Float] = [1, 2, 3], noise: Float = 0.08) {
    if radii.isEmpty || radii.contains(where: { !($0 > 0) }) {
      fail("Rings: the radii \(radii) are not positive")
    }
    self.radii = radii
    curves = NoisyCurves(
      "rings",
      radii.map(Double.init).map { radius in
        PlaneCurve(length: 2 * .pi * radius) {
          (radius * cos(2 * .pi * $0), radius * sin(2 * .pi * $0))
        }
      }, noise: noise)
  }

  /// The number of circles.
  public var componentCount: Int { radii.count }

  /// Draws independent points.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    curves.sample(count, using: &rng)
  }

  /// The logarithm of the density at points, by quadrature along the circles.
  ///
  /// - Shapes: `[count, 2]` → `[count]`.
  /// - Units: nats per point.
  /// - Requires: Noise, without which there is no density.
  public func logProb(_ points: Tensor) -> Tensor { curves.logProb(points) }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Rings", "Circles of radii \(radii) with noise \(curves.noise).",
      values: "coordinates; the label is the circle, the position how far around it")
  }
}

/// Arms that wind around one centre, equally dense along their length.
///
/// The radius of an arm grows evenly with the angle, from a tenth of the outer radius.
public struct Spirals: PointDistribution {
  private let curves: NoisyCurves
  private let turns: Float

  /// Makes arms that wind around the centre so many times, with Gaussian noise of a standard deviation.
  ///
  /// - Requires: At least one arm, positive turns and radius, and noise that is not negative.
  public init(arms: Int = 2, turns: Float = 1.5, radius: Float = 2, noise: Float = 0.05) {
    if arms < 1 || !(turns > 0) || !(radius > 0) {
      fail("Spirals: \(arms) arms of \(turns) turns and radius \(radius)")
    }
    self.turns = turns
    let spiral = Spiral(turns: Double(turns), radius: Double(radius))
    curves = NoisyCurves(
      "spirals",
      (0..<arms).map { arm in
        let start = 2 * Double.pi * Double(arm) / Double(arms)
        return PlaneCurve(length: spiral.length) { spiral.place($0, startingAt: start) }
      }, noise: noise)
  }

  /// The number of arms.
  public var componentCount: Int { curves.curves.count }

  /// How long an arm is.
  public var armLength: Float { Float(curves.curves[0].length) }

  /// Draws independent points.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    curves.sample(count, using: &rng)
  }

  /// The logarithm of the density at points, by quadrature along the arms.
  ///
  /// - Shapes: `[count, 2]` → `[count]`.
  /// - Units: nats per point.
  /// - Requires: Noise, without which there is no density.
  public func logProb(_ points: Tensor) -> Tensor { curves.logProb(points) }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Spirals", "\(componentCount) arms of \(turns) turns with noise \(curves.noise).",
      values: "coordinates; the label is the arm, the position how far along it from the centre")
  }
}

/// A spiral with a table of its arc length.
private struct Spiral: Sendable {
  private static let steps = 4096
  private static let innerPart = 0.1

  private let angle: Double
  private let inner: Double
  private let growth: Double
  /// The length from the centre's end to each of equally many steps of the angle.
  private let lengths: [Double]

  init(turns: Double, radius: Double) {
    angle = 2 * .pi * turns
    inner = Self.innerPart * radius
    growth = (radius - inner) / angle
    var (lengths, length) = ([0.0], 0.0)
    for step in 0..<Self.steps {
      // The speed in the middle of a step: the error of the sum falls with the square of the step.
      let radius = inner + growth * angle * (Double(step) + 0.5) / Double(Self.steps)
      length += (radius * radius + growth * growth).squareRoot() * angle / Double(Self.steps)
      lengths.append(length)
    }
    self.lengths = lengths
  }

  var length: Double { lengths[Self.steps] }

  func place(_ fraction: Double, startingAt start: Double) -> (x: Double, y: Double) {
    let target = fraction * length
    var (low, high) = (0, Self.steps)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lengths[middle] <= target { low = middle } else { high = middle }
    }
    let within = (target - lengths[low]) / (lengths[high] - lengths[low])
    let turned = angle * (Double(low) + within) / Double(Self.steps)
    let radius = inner + growth * turned
    return (radius * cos(start + turned), radius * sin(start + turned))
  }
}
