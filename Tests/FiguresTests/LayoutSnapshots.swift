// SPDX-License-Identifier: MIT

import Figures
import Testing

@Suite("Scales, panels and themes look as they did") struct LayoutSnapshots {
  private static let steps = [1.0, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000]

  private static func curves(_ scale: Double) -> Plot {
    Plot {
      Line(x: steps, y: steps.map { scale / ($0 + 5) }, name: "CD-1")
      Line(x: steps, y: steps.map { scale / ($0 + 50) }, name: "PCD")
      Line(x: steps, y: steps.map { scale / ($0 * $0 + 50) }, name: "exact")
    }
    .scales(x: .logarithmic, y: .logarithmic).axes(x: "step", y: "|log Z − estimate| (nats)")
  }

  @Test("Both axes logarithmic, with minor ticks")
  func logarithms() throws {
    try Snapshot.expect(Self.curves(1).title("Error ∝ n^{−1}"), named: "logarithms")
  }

  @Test("The theme for paper, with a caption")
  func paper() throws {
    try Snapshot.expect(
      Self.curves(1).caption(
        "Figure 1. How the estimate of the partition function improves with the number of steps; "
          + "mean of ten chains, β_{k} evenly spaced."
      ).theme(.print), named: "paper")
  }

  @Test("Panels with shared axes have labels only at the border")
  func sharedAxes() throws {
    try Snapshot.expect(
      Panels(columns: 3) {
        for index in 0..<6 {
          Plot {
            Line(over: -3...3, samples: 25) { x in Double(index + 1) / (1 + x * x) }
          }
          .axes(x: "x", y: "p(x)").size(240, 170)
        }
      }
      .sharedAxes().columnTitles(["h = 0.1", "h = 0.5", "h = 2"]).rowTitles(["boxes", "Gaussians"])
      .title("Kernel density estimates"), named: "shared-axes")
  }

  @Test("Ticks that were asked for, and an axis that runs the other way")
  func ticks() throws {
    try Snapshot.expect(
      Plot { Line(over: 0...6.2832, samples: 33) { x in x * (6.2832 - x) / 10 } }
        .scales(
          x: .linear.ticks([0, 3.1416, 6.2832], labels: ["0", "π", "2π"]),
          y: .linear(0...1).reversed
        )
        .axes(x: "angle", y: "depth").size(300, 200), named: "given-ticks")
  }
}
