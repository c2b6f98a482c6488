// SPDX-License-Identifier: MIT

import Display
import Glibc

/// The ellipses on which a Gaussian of two variables is so many standard deviations from its mean.
///
/// `(x − μ)ᵀ Σ⁻¹ (x − μ) = k²`
public struct Ellipse: Mark {
  private static let pointCount = 96

  private let mean: [Double]
  private let covariance: [Double]
  private let deviations: [Double]
  private let name: String?
  private let color: Color?
  private let width: Double
  private let opacity: Double

  /// Makes the ellipses of a mean and a covariance matrix, written row by row.
  ///
  /// The inside is filled lightly; with opacity 0 there are only lines.
  /// - Requires: Two means and a positive semidefinite, symmetric matrix of 2 × 2 numbers.
  public init(
    mean: some Numbers, covariance: some Numbers, deviations: [Double] = [1, 2],
    name: String? = nil, color: Color? = nil, width: Double = 1.75, opacity: Double = 0.1
  ) {
    (self.mean, self.covariance) = (mean.numbers, covariance.numbers)
    self.deviations = deviations
    (self.name, self.color, self.width, self.opacity) = (name, color, width, opacity)
    if self.mean.count != 2 || self.covariance.count != 4 {
      fail(
        "Ellipse: \(self.mean.count) means and \(self.covariance.count) covariances; 2 and 4 are needed"
      )
    }
    let (a, b, c, d) = entries
    let scale = max(a.magnitude, d.magnitude, 1e-12)
    if !(abs(b - c) <= 1e-4 * scale && a >= 0 && d >= 0 && a * d - b * c >= -1e-5 * scale * scale) {
      fail("Ellipse: [[\(a), \(b)], [\(c), \(d)]] is not a covariance matrix")
    }
  }

  private var entries: (Double, Double, Double, Double) {
    (covariance[0], covariance[1], covariance[2], covariance[3])
  }

  /// The outline at so many standard deviations: the unit circle under a square root of the matrix.
  func outline(_ deviation: Double) -> [(x: Double, y: Double)] {
    let (a, b, _, d) = entries
    let first = a.squareRoot()
    let second = first > 0 ? b / first : 0
    let third = max(d - second * second, 0).squareRoot()
    return (0..<Self.pointCount).map { index in
      let angle = 2 * .pi * Double(index) / Double(Self.pointCount)
      let (x, y) = (deviation * cos(angle), deviation * sin(angle))
      return (mean[0] + first * x, mean[1] + second * x + third * y)
    }
  }

  /// The ellipses with their extent.
  public var layer: MarkLayer {
    let largest = outline(deviations.max() ?? 0)
    return MarkLayer(
      kind: "ellipse", name: name, x: Extent(largest.map(\.x)), y: Extent(largest.map(\.y)),
      color: color, key: .series(.line),
      facts: ["deviations": .array(deviations.map(JSON.double))],
      data: ["mean": mean, "covariance": covariance, "deviations": deviations], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    deviations.sorted(by: >).map { deviation in
      .shape(
        [outline(deviation).compactMap { frame.point($0.x, $0.y) }],
        fill: opacity > 0 ? frame.color.opacity(opacity) : nil,
        stroke: Drawing.Stroke(color: frame.color, width: width))
    }
  }
}
