// SPDX-License-Identifier: MIT

import Figures
import Testing

@Suite("Marks of two variables look as they did") struct FieldSnapshots {
  /// A smooth function with two hills, of which no machine rounds differently.
  static func hills(_ x: Double, _ y: Double) -> Double {
    let first = 1 / (1 + (x - 1) * (x - 1) + 2 * (y - 0.5) * (y - 0.5))
    let second = 0.75 / (1 + 2 * (x + 1) * (x + 1) + (y + 0.5) * (y + 0.5))
    return first + second
  }

  @Test("Filled contours with lines, labels and arrows upon them")
  func filledContour() throws {
    try Snapshot.expect(
      Plot {
        Contour(x: -3...3, y: -2...2, resolution: 60, isFilled: true, Self.hills)
        Contour(
          x: -3...3, y: -2...2, resolution: 60, levels: [0.4, 0.8], color: .white, Self.hills)
        Arrow(
          x: [-2.4, -1.6], y: [1.5, 0.6], toX: [-1.6, -1.1], toY: [0.6, -0.2], color: .white)
        Label("mode 1", x: 1, y: 0.5, color: .black, isBold: true)
        Label("start", x: -2.4, y: 1.5, position: .trailing, color: .white)
      }
      .axes(x: "θ_{1}", y: "θ_{2}").title("Ascent on p(θ | x^{(i)})").legend("density"),
      named: "filled-contour")
  }

  @Test("Contour lines in the colours of their levels")
  func contour() throws {
    try Snapshot.expect(
      Plot { Contour(x: -3...3, y: -2...2, resolution: 40, Self.hills) }
        .axes(x: "x_{1}", y: "x_{2}").legend("p(x)").aspectRatio(1), named: "contour")
  }

  @Test("A vector field in one colour, and one in the colours of its lengths")
  func vectorField() throws {
    try Snapshot.expect(
      Panels(columns: 2) {
        Plot { VectorField(x: -2...2, y: -2...2, count: 12) { x, y in (-y, x) } }
          .axes(x: "x₁", y: "x₂").aspectRatio(1).title("Rotation")
        Plot {
          VectorField(x: -2...2, y: -2...2, count: 12, colorMap: .sequential) { x, y in
            (-x, -y / 2)
          }
        }
        .axes(x: "x₁", y: "x₂").aspectRatio(1).legend("|∇|").title("Score ∇log p(x)")
      },
      named: "vector-field")
  }

  @Test("Ellipses of covariances around clouds")
  func ellipse() throws {
    let turns = (0..<120).map { (index: Int) -> (Double, Double) in
      let (u, v) = (Double(index * 37 % 120) / 60 - 1, Double(index * 53 % 120) / 60 - 1)
      return (u * (1 + v * v), v * (1 + u * u / 2))
    }
    try Snapshot.expect(
      Plot {
        Dot(x: turns.map { $0.0 }, y: turns.map { $0.1 + $0.0 / 2 }, color: .grey, radius: 2)
        Ellipse(mean: [0.0, 0], covariance: [0.7, 0.35, 0.35, 0.6], name: "fit")
        Ellipse(
          mean: [0.0, 0], covariance: [0.5, 0, 0, 0.4], deviations: [1, 2], name: "mean field",
          opacity: 0)
      }
      .axes(x: "x₁", y: "x₂").aspectRatio(1), named: "ellipse")
  }

  @Test("Error bands, a marked range and a picture in a plot")
  func bands() throws {
    let epochs = Array(1...12)
    let mean = epochs.map { 90 + 60 / Double($0) }
    let digit = (0..<64).map { (index: Int) -> Float in
      let (row, column) = (index / 8, index % 8)
      return (row == 1 || row == 6) && (2...5).contains(column) || column == 2 || column == 5
        ? (1...6).contains(row) ? 1 : 0 : 0
    }
    try Snapshot.expect(
      Plot {
        Rectangle(x: 1...3, name: "warm-up", color: .palette(3))
        ErrorBand(
          x: epochs, y: mean, deviation: epochs.map { 12 / Double($0) + 1 }, name: "β = 1")
        ErrorBand(
          x: epochs, y: mean.map { $0 + 20 }, deviation: epochs.map { 20 / Double($0) + 1 },
          name: "β = 4")
        Image(digit, height: 8, width: 8, x: 9.5...11.5, y: 130...160)
      }
      .axes(x: "epoch", y: "−ELBO (nats)").title("Mean of 5 seeds ± 1 σ"), named: "error-band")
  }
}
