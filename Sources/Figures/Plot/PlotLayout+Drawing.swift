// SPDX-License-Identifier: MIT

extension PlotLayout {
  /// From more dots on a document holds a picture of them, which is smaller and sooner shown.
  private static let mostDots = 10_000

  func drawing() -> Drawing {
    let frame = Frame(x: axes.x, y: axes.y, color: Theme.ink)
    var drawing = Drawing(width: size.width, height: size.height)
    let isField = plot.layers.contains(where: \.isOpaque)
    drawing.elements += header()
    if options.showsGrid ?? !isField { drawing.elements += grid(frame) }
    drawing.elements.append(.clip(frame.area.grown(by: isField ? 0 : 3), marks(frame)))
    if options.showsAxes { drawing.elements += xAxis(frame) + yAxis(frame) }
    drawing.elements += names(frame)
    drawing.elements += bar?.elements(beside: frame.area) ?? []
    return drawing
  }

  private func header() -> [Drawing.Element] {
    var elements: [Drawing.Element] = []
    var y = Theme.margin
    let x = Theme.margin
    if let title = options.title {
      let size = TextMetrics.fitting(
        title, width: size.width - 1.5 * Theme.margin, size: Theme.titleSize, isBold: true)
      let style = Drawing.TextStyle(size: size, isBold: true)
      elements.append(.text(title, Drawing.Point(x: x, y: y + 13), style))
      y += titleHeight
    }
    let width = size.width - 2 * Theme.margin
    elements +=
      legend.items.isEmpty ? [] : legend.elements(at: Drawing.Point(x: x, y: y), width: width)
    if let label = options.yLabel, !options.hidesYLabels {
      let style = Drawing.TextStyle(size: Theme.labelSize, color: Theme.quiet)
      elements.append(.text(label, Drawing.Point(x: x, y: y + legendHeight + 11), style))
    }
    return elements
  }

  private func grid(_ frame: Frame) -> [Drawing.Element] {
    guard let color = Theme.current.grid, options.showsAxes else { return [] }
    let area = frame.area
    var runs = yTicks.places.map { place in
      let y = axes.y.pixel(place)
      return [Drawing.Point(x: area.x, y: y), Drawing.Point(x: area.maxX, y: y)]
    }
    if case .categorical = axes.x.kind {
    } else {
      runs += xTicks.places.map { place in
        let x = axes.x.pixel(place)
        return [Drawing.Point(x: x, y: area.y), Drawing.Point(x: x, y: area.maxY)]
      }
    }
    return [.polyline(runs, Drawing.Stroke(color: color, width: 1))]
  }

  private func marks(_ frame: Frame) -> [Drawing.Element] {
    let barCount = plot.layers.count { $0.kind == "bar" }
    var barIndex = 0
    return zip(plot.layers, looks).flatMap { layer, look in
      var frame = frame
      (frame.color, frame.dash) = (look.color, look.dash)
      if layer.kind == "bar" {
        frame.group = (barIndex, barCount)
        barIndex += 1
      }
      let elements = layer.draw(frame)
      let dotCount = elements.reduce(0) { $0 + $1.dotCount }
      return dotCount > Self.mostDots ? [.pixels(frame.area.grown(by: 3), elements)] : elements
    }
  }

  private func xAxis(_ frame: Frame) -> [Drawing.Element] {
    let area = frame.area
    var elements = options.hidesXLabels ? [] : xLabels.elements(below: area)
    let base = [Drawing.Point(x: area.x, y: area.maxY), Drawing.Point(x: area.maxX, y: area.maxY)]
    let lines = minorLines(xTicks, axes.x) { place, length in
      [Drawing.Point(x: place, y: area.maxY), Drawing.Point(x: place, y: area.maxY + length)]
    }
    elements.append(.polyline([base] + lines, Drawing.Stroke(color: Theme.axis, width: 1)))
    return elements
  }

  private func yAxis(_ frame: Frame) -> [Drawing.Element] {
    let area = frame.area
    let ticks = yTicks
    let style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet, anchor: .end)
    var elements = zip(ticks.places, ticks.labels).map { place, label in
      let point = Drawing.Point(x: area.x - labelGap, y: axes.y.pixel(place) + 4)
      return Drawing.Element.text(label, point, style)
    }
    if options.hidesYLabels { elements = [] }
    var lines = minorLines(ticks, axes.y) { place, length in
      [Drawing.Point(x: area.x, y: place), Drawing.Point(x: area.x - length, y: place)]
    }
    if Theme.current.grid == nil {
      // Without a grid a line must tell where the axis is.
      lines.append([Drawing.Point(x: area.x, y: area.y), Drawing.Point(x: area.x, y: area.maxY)])
    }
    if !lines.isEmpty {
      elements.append(.polyline(lines, Drawing.Stroke(color: Theme.axis, width: 1)))
    }
    return elements
  }

  /// Short lines at the minor ticks, and longer ones at the others where there is no grid.
  private func minorLines(
    _ ticks: Ticks, _ axis: Axis, _ line: (Double, Double) -> [Drawing.Point]
  ) -> [[Drawing.Point]] {
    let isPlain = Theme.current.grid == nil
    if ticks.minor.isEmpty && !isPlain { return [] }
    return ticks.places.map { line(axis.pixel($0), 5) }
      + ticks.minor.map { line(axis.pixel($0), 2.5) }
  }

  /// The name of the horizontal axis.
  private func names(_ frame: Frame) -> [Drawing.Element] {
    guard let label = options.xLabel, !options.hidesXLabels else { return [] }
    let area = frame.area
    let style = Drawing.TextStyle(size: Theme.labelSize, color: Theme.quiet, anchor: .middle)
    let height = options.showsAxes ? xLabels.height : 8
    let point = Drawing.Point(x: area.x + area.width / 2, y: area.maxY + height + 13)
    return [.text(label, point, style)]
  }
}

extension Drawing.Element {
  fileprivate var dotCount: Int {
    if case .dots(let points, radius: _, _) = self { points.count } else { 0 }
  }
}

extension Drawing.Rectangle {
  func grown(by amount: Double) -> Drawing.Rectangle {
    Drawing.Rectangle(
      x: x - amount, y: y - amount, width: width + 2 * amount, height: height + 2 * amount)
  }
}
