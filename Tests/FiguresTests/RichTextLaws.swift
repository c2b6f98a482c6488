// SPDX-License-Identifier: MIT

import Testing

@testable import Figures

@Suite("Labels with raised and lowered parts") struct RichTextLaws {
  @Test("Braces after ^ and _ raise and lower; all else stays as it is")
  func parts() {
    #expect(
      RichText.parts("x_{i}^{2} + y") == [
        .init(text: "x"), .init(text: "i", level: .lowered), .init(text: "2", level: .raised),
        .init(text: " + y"),
      ])
    #expect(RichText.parts("val_loss {a}") == [.init(text: "val_loss {a}")])
    #expect(RichText.parts("x_{open") == [.init(text: "x_{open")])
  }

  @Test("Raised and lowered letters are smaller, and those after them stand on the line again")
  func svg() {
    let svg = Plot { Line([1, 2]) }.axes(x: "σ^{2} (nats)").svg()
    #expect(
      svg.contains(
        ">σ<tspan dy=\"-4.32\" font-size=\"8.64\">2</tspan><tspan dy=\"4.32\"> (nats)</tspan></text>"
      ))
  }

  @Test("A label's width is that of its parts")
  func width() {
    let width = TextMetrics.width("x_{2}", size: 10)
    #expect(width < TextMetrics.width("x2", size: 10) && width > TextMetrics.width("x", size: 10))
  }

  @Test("A long text is broken between words")
  func wrapped() {
    let lines = RichText.wrapped("one two three four five six", width: 70, size: 11)
    #expect(lines.joined(separator: " ") == "one two three four five six" && lines.count > 1)
    #expect(lines.allSatisfy { TextMetrics.width($0, size: 11) <= 70 })
  }

  @Test("A title that is too long is written smaller, and panels are as wide as theirs")
  func titles() {
    let title = "A title that is far too long for a plot of this width"
    let size = TextMetrics.fitting(title, width: 300, size: 14, isBold: true)
    #expect(size < 14 && TextMetrics.width(title, size: size, isBold: true) <= 300)
    #expect(TextMetrics.fitting("short", width: 300, size: 14) == 14)
    let panels = Panels { Plot {}.size(120, 80) }.title(title)
    #expect(panels.drawing.width > TextMetrics.width(title, size: 15, isBold: true))
  }
}
