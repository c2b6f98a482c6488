// SPDX-License-Identifier: MIT

import Figures
import Testing

@Suite("Figures look as they did") struct SnapshotTests {
  private static let epochs = Array(1...20)
  private static let losses = epochs.map { 95 + 110 / Double($0) }

  /// Points on a spiral, in ten classes.
  private static let spiral = (0..<200).map { index in
    (
      x: Double(index) / 100 * cosine(index), y: Double(index) / 100 * cosine(index + 9),
      label: index % 10
    )
  }

  /// A rough cosine of so many tenths of a quarter turn, exact on every machine.
  private static func cosine(_ index: Int) -> Double {
    let turn = Double(index % 36) / 36
    let place = abs(turn - 0.5) * 4 - 1
    return place * (1.5 - 0.5 * place * place)
  }

  @Test("Lines with a legend and a rule")
  func lines() throws {
    try Snapshot.expect(
      Plot {
        Line(x: Self.epochs, y: Self.losses, name: "training")
        Line(x: Self.epochs, y: Self.losses.map { $0 + 6 }, name: "test")
        Rule(y: 97.5, name: "published", isDashed: true)
      }
      .axes(x: "epoch", y: "−ELBO (nats per image)").title("Variational autoencoder"),
      named: "lines")
  }

  @Test("Dots in the colours of their classes, with equal units")
  func classes() throws {
    try Snapshot.expect(
      Plot {
        Dot(x: Self.spiral.map(\.x), y: Self.spiral.map(\.y), fill: Self.spiral.map(\.label))
      }
      .axes(x: "z₁", y: "z₂").aspectRatio(1).legend("digit"), named: "classes")
  }

  @Test("Dots in the colours of amounts, with a colour bar")
  func amounts() throws {
    try Snapshot.expect(
      Plot {
        Dot(x: Self.spiral.map(\.x), y: Self.spiral.map(\.y), fill: Self.spiral.map(\.y))
      }
      .axes(x: "z₁", y: "z₂").legend("log p(x)"), named: "amounts")
  }

  @Test("Bars side by side, with slanted names")
  func bars() throws {
    let names = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Ankle boot & more"]
    try Snapshot.expect(
      Plot {
        Bar(x: names, y: [6_000, 5_990, 6_010, 5_500, 5_800, 6_000, 6_100], name: "training")
        Bar(x: names, y: [1_000, 990, 1_010, 1_000, 980, 1_000, 950], name: "test")
      }
      .axes(y: "images").size(480, 300), named: "bars")
  }

  @Test("A histogram as a density below its curve")
  func histogram() throws {
    let parts = (0..<4_000).map { (index: Int) in Double(index * 37 % 101) / 101 }
    let values = (0..<1_000).map { (index: Int) -> Double in
      parts[index] + parts[3 * index] + parts[2 * index + 13] + parts[index + 55] - 2
    }
    try Snapshot.expect(
      Plot {
        Histogram(values, bins: 24, isDensity: true, color: .palette(8), opacity: 0.7)
        Line(over: -2...2, samples: 65, name: "limit") { 0.69 - 0.17 * $0 * $0 }
      }
      .axes(x: "sum of four", y: "density"), named: "histogram")
  }

  @Test("A matrix as a heat map with row 0 at the top")
  func heatMap() throws {
    let values = (0..<64).map { (index: Int) in Double((index % 8 - 4) * (index / 8 - 3)) }
    try Snapshot.expect(
      Plot { HeatMap(values, rows: 8, columns: 8, colorMap: .diverging) }
        .axes(x: "column", y: "row").legend("weight"), named: "heat-map")
  }

  @Test("A function over two axes below a path")
  func field() throws {
    try Snapshot.expect(
      Plot {
        HeatMap(x: -2...2, y: -1...1, resolution: 40) { x, y in x * x + 4 * y * y }
        Line(x: [-1.5, 0.5, 1], y: [-0.5, 0.75, 0], color: .white)
        Label("start", x: -1.5, y: -0.5, color: .white)
      }
      .axes(x: "θ₁", y: "θ₂").legend("loss"), named: "field")
  }

  @Test("A logarithmic axis")
  func logarithmic() throws {
    try Snapshot.expect(
      Plot {
        Area(x: [1, 2, 3, 4], from: [5e-4, 0.05, 5, 1e4], to: [2e-3, 0.2, 20, 4e4])
        Line(x: [1, 2, 3, 4], y: [1e-3, 0.1, 10, 2e4])
      }
      .scales(y: .logarithmic).axes(x: "step", y: "gap (nats)"), named: "logarithmic")
  }

  @Test("A grid of images with titles of rows and columns")
  func grid() throws {
    let values = (0..<384).map { (index: Int) in Float(index * index / 64 % 64) / 63 }
    try Snapshot.expect(
      ImageGrid(values, count: 6, height: 8, width: 8, columns: 3)
        .rowTitles(["input", "output"]).columnTitles(["a", "b", "c"]).legend("grey value")
        .title("Reconstructions"), named: "image-grid")
  }

  @Test("Images with a title each")
  func titles() throws {
    let values = (0..<3 * 16).map { Float($0 % 16) / 15 }
    try Snapshot.expect(
      ImageGrid(values, count: 3, height: 4, width: 4, columns: 2).titles(["one", "two", "three"]),
      named: "image-titles")
  }

  @Test("Panels on shared scales")
  func panels() throws {
    try Snapshot.expect(
      Panels(columns: 2) {
        for scale in [1.0, 2.0] {
          Plot { Line(over: -1...1, samples: 9) { scale * $0 * $0 } }
            .axes(x: "x", y: "y").title("scale \(scale)")
        }
      }
      .sharedScales().title("Two parabolas"), named: "panels")
  }
}
