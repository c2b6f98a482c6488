// SPDX-License-Identifier: MIT

import Testing

@testable import Figures

@Suite("Plots") struct PlotLaws {
  private func axes(_ plot: Plot) -> PlotAxes { PlotAxes(plot.layers, plot.options) }

  @Test("Axes hold all data of all marks with a little room")
  func ranges() {
    let axes = axes(
      Plot {
        Line([1, 5])
        Dot(x: [-2, 3], y: [0, 10])
      })
    #expect(axes.x.range == -2.2...3.2)
    #expect(axes.y.range == -0.4...10.4)
  }

  @Test("Bars stand on zero, and a heat map fills its frame")
  func flush() {
    #expect(axes(Plot { Bar([3, 4]) }).y.range.lowerBound == 0)
    let field = axes(Plot { HeatMap([1, 2], rows: 1, columns: 2, x: 0...1, y: 2...3) })
    #expect(field.x.range == 0...1 && field.y.range == 2...3)
  }

  @Test("A given range is kept, whatever the data")
  func given() {
    let axes = axes(Plot { Line([1, 500]) }.scales(y: .linear(0...10)))
    #expect(axes.y.range == 0...10)
  }

  @Test("Values that have no place are left out instead of drawn wrong")
  func gaps() {
    let layer = Line([1, Double.nan, 3, 4, -Double.infinity, 5]).layer
    let frame = Frame(
      x: Axis(kind: .linear(wholeOnly: true), range: 0...5),
      y: Axis(kind: .linear(wholeOnly: true), range: 0...5), color: .black)
    guard case .polyline(let runs, _) = layer.draw(frame)[0],
      case .dots(let points, _, _) = layer.draw(frame)[1]
    else {
      Issue.record("A line is drawn as something else")
      return
    }
    #expect(runs.map(\.count) == [2])
    #expect(points.count == 2)
    #expect(layer.y.range == 1...5)
  }

  @Test("On a logarithmic axis equal ratios are equal lengths")
  func logarithmic() {
    let axis = Axis(kind: .logarithmic, range: 1...1_000, pixels: (0, 300))
    #expect(abs(axis.pixel(10) - 100) < 1e-9 && abs(axis.pixel(100) - 200) < 1e-9)
    #expect(!axis.accepts(0) && !axis.accepts(-1))
    let settled = axes(Plot { Line([0, 1, 100]) }.scales(y: .logarithmic)).y.range
    #expect(settled.lowerBound > 0.5 && settled.upperBound > 100)
  }

  @Test("Classes keep the order in which marks bring them")
  func classes() {
    let axis = axes(
      Plot {
        Bar(x: ["b", "a"], y: [1, 2])
        Bar(x: ["c", "a"], y: [1, 2])
      }
    ).x
    #expect(axis.kind == .categorical(["b", "a", "c"]))
  }

  @Test("With equal units a square of the data is a square of the page", arguments: [0.5, 1, 3])
  func aspect(_ ratio: Double) throws {
    let plot = Plot { Dot(x: [0, 3], y: [0, 1]) }.scales(x: .linear(0...3), y: .linear(0...1))
    let area = try frame(of: plot.aspectRatio(ratio))
    #expect(abs(area.width / 3 - ratio * area.height) < 1e-6)
  }

  private func frame(of plot: Plot) throws -> Drawing.Rectangle {
    for case .clip(let area, _) in plot.drawing.elements { return area.grown(by: -3) }
    throw Missing()
  }

  private struct Missing: Error {}

  @Test("Every shape of the frame stays inside the page")
  func inside() throws {
    let long = String(repeating: "a long label ", count: 3)
    let plot = Plot { Bar(x: [long, "b"], y: [1e9, 2e9]) }.axes(x: long, y: long).title(long)
    let drawing = plot.drawing
    let area = try frame(of: plot)
    #expect(area.x > 0 && area.maxX < drawing.width)
    #expect(area.y > 0 && area.maxY < drawing.height)
    for case .text(let text, let point, let style) in drawing.elements where style.anchor == .start
    {
      #expect(point.x + TextMetrics.width(text, size: style.size) <= drawing.width)
    }
  }

  @Test("A histogram counts every value once, and its density has area one")
  func histogram() {
    let values = (0..<1_000).map { Double(($0 * 37) % 211) / 7 }
    let counts = Histogram(values)
    #expect(counts.heights.reduce(0, +) == 1_000)
    #expect(
      counts.edges.first.map { $0 <= 0 } == true && counts.edges.last.map { $0 >= 30 } == true)
    let density = Histogram(values, bins: 7, isDensity: true)
    let area = zip(density.heights, zip(density.edges, density.edges.dropFirst()))
      .reduce(0) { $0 + $1.0 * ($1.1.1 - $1.1.0) }
    #expect(abs(area - 1) < 1e-12)
    #expect(Histogram([1, 1, 1, 2], bins: 2, range: 1...2).heights == [3, 1])
    #expect(Histogram([5, 5]).heights.reduce(0, +) == 2)
    #expect(Histogram([0.1, 0.2, 0.3], bins: 3, range: 0...0.3).heights == [0, 1, 2])
  }

  @Test("Bins that were counted elsewhere are drawn as they are")
  func givenBins() {
    let plot = Plot { Histogram(edges: [0, 0.5, 1], heights: [1.5, 0.5]) }
    #expect(plot.data == [["edges": [0, 0.5, 1], "y": [1.5, 0.5]]])
    #expect(plot.summary.contains("histogram of 2 bins"))
  }

  @Test("Whole numbers have a bin each, with the number in its middle")
  func digits() {
    let histogram = Histogram([0, 1, 1, 8, 9, 9, 9])
    #expect(histogram.edges == (0...10).map { Double($0) - 0.5 })
    #expect(histogram.heights == [1, 2, 0, 0, 0, 0, 0, 0, 1, 3])
  }

  @Test("A line of a million points is thinned to what can be seen, with its peaks")
  func thinning() {
    var points = (0..<1_000_000).map { Drawing.Point(x: Double($0) / 2_000, y: Double($0 % 7)) }
    points[123_456].y = 99
    let thinned = Polyline.thinned(points)
    #expect(thinned.count <= 4 * 4 * 500)
    #expect(thinned.contains(points[123_456]))
    #expect(thinned.first == points.first && thinned.last == points.last)
    let back = Array(points.reversed())
    #expect(Polyline.thinned(back) == back)
  }

  @Test("No class hides all others: each keeps dots in the uppermost round")
  func fairness() {
    let count = 8_000
    let labels = (0..<count).map { $0 % 4 }
    let values = (0..<count).map { Double($0 / 4) }
    let layer = Dot(x: values, y: values, fill: labels).layer
    let axis = Axis(kind: .linear(wholeOnly: false), range: 0...2_000, pixels: (0, 100))
    let elements = layer.draw(Frame(x: axis, y: axis, color: .black))
    var drawn = 0
    for case .dots(let points, _, _) in elements { drawn += points.count }
    #expect(drawn == count)
    #expect(elements.count == 32)
  }

  @Test("Wrong sizes are refused with both numbers")
  func refused() async {
    await #expect(processExitsWith: .failure) { _ = Line(x: [1, 2], y: [1]) }
    await #expect(processExitsWith: .failure) { _ = HeatMap([1, 2, 3], rows: 2, columns: 2) }
    await #expect(processExitsWith: .failure) {
      _ = ImageGrid([1, 2, 3], count: 1, height: 2, width: 2)
    }
  }
}
