// SPDX-License-Identifier: MIT

import Display
import Figures
import Tensors
import Testing

@testable import Grading

@Suite("Checks of figures") struct FigureCheckLaws {
  private let plot = Plot {
    Line([3, 2, 1.5], name: "training")
    Line([3, 2.5, 2.4], name: "test")
  }.axes(x: "Epoch", y: "Loss in nats")

  private func fault(_ figure: any Figure, _ body: (FigureContents) throws -> Void) -> String? {
    do {
      try expectFigure(figure, body)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("A figure that shows what is asked passes") func right() {
    #expect(
      fault(plot) { figure in
        try figure.expectKind("plot")
        try figure.expectAxes(x: "epoch", y: "loss")
        try figure.expectRange(x: 0...2, y: 1.5...3)
        try figure.expectMarks("line", count: 2)
        try expectEqual(figure.marks("line").map(\.name), ["training", "test"])
        try expectClose(figure.marks[1].data("y"), [3, 2.5, 2.4], tolerance: 1e-6)
      } == nil)
  }

  @Test("What is missing is named") func missing() {
    #expect(
      fault(plot) { try $0.expectKind("imageGrid") }
        == "the figure is of the kind plot, not imageGrid")
    #expect(
      fault(plot) { try $0.expectAxes(x: "step") }
        == "the label of the x-axis is “Epoch”; it does not say step")
    #expect(
      fault(Plot { Line([1, 2]) }) { try $0.expectAxes(y: "loss") } == "the y-axis has no label")
    #expect(
      fault(plot) { try $0.expectMarks("dot") }
        == "there is no dot in the figure, which has line, line")
    #expect(
      fault(plot) { try $0.expectMarks("line", count: 3) }
        == "marks of the kind line: 2, it should be 3")
    #expect(fault(plot) { try $0.expectRange(x: 0...50) }?.contains("not all is shown") == true)
  }

  @Test("Images are counted, and panels are figures of their own") func composed() {
    let grid = ImageGrid(Tensor.zeros([6, 4, 4]), columns: 3)
    #expect(fault(grid) { try $0.expectImages(6) } == nil)
    #expect(
      fault(grid) { try $0.expectImages(5) } == "the figure has 6 images, it should have 5")
    let panels = Panels {
      plot
      grid
    }
    #expect(
      fault(panels) { figure in
        try figure.expectKind("panels")
        try figure.panels[0].expectMarks("line")
        try figure.panels[1].expectImages(6)
      } == nil)
  }
}
