// SPDX-License-Identifier: MIT

/// Finds the place of everything in a plot.
struct PlotLayout {
  private static let wideSize = (width: 560.0, height: 350.0)
  private static let squareSize = (width: 560.0, height: 430.0)
  private static let tickSpacing = (x: 75.0, y: 45.0)

  private let plot: Plot
  private let options: Plot.Options
  private let colors: [Color]
  private let legend: Legend
  private let bar: ColorBar?
  private var axes: PlotAxes
  private var size: (width: Double, height: Double)

  init(_ plot: Plot) {
    self.plot = plot
    options = plot.options
    colors = Self.colors(of: plot.layers)
    let shown = options.showsLegend ? plot.layers : []
    bar = ColorBar(shown, title: options.legendTitle)
    legend = Legend(shown, colors: colors, title: options.legendTitle)
    axes = PlotAxes(plot.layers, options)
    let isSquare = plot.layers.contains(where: \.isSquare)
    let ratio = options.aspectRatio ?? (isSquare ? 1 : nil)
    size = options.size ?? (ratio == nil ? Self.wideSize : Self.squareSize)
    settle()
    if let ratio, ratio > 0 { shrink(to: ratio) }
  }

  /// Each series without a colour of its own takes the next of the palette.
  private static func colors(of layers: [MarkLayer]) -> [Color] {
    var next = 0
    return layers.map { layer in
      if let color = layer.color { return color }
      guard case .series = layer.key else { return Theme.ink }
      defer { next += 1 }
      return .palette(next)
    }
  }

  private var titleHeight: Double { options.title == nil ? 0 : 24 }
  private var yLabelHeight: Double { options.yLabel == nil && bar?.title == nil ? 4 : 24 }
  private var legendHeight: Double { legend.height(width: size.width - 2 * Theme.margin) }
  private var top: Double { Theme.margin + titleHeight + legendHeight + yLabelHeight }

  private var xLabels: XLabels { XLabels(axes.x) }
  private var bottom: Double {
    Theme.margin - 4 + xLabels.height + (options.xLabel == nil ? 0 : 20)
  }

  private var left: Double {
    let labels = axes.y.ticks(spacing: Self.tickSpacing.y).labels
    let widest = labels.map { TextMetrics.width($0, size: Theme.tickSize) }.max() ?? 0
    return Theme.margin + widest + 8
  }

  private func right(height: Double) -> Double {
    Theme.margin + (bar?.width(height: height) ?? max(xLabels.overhang - 4, 0))
  }

  /// Gives the axes their pixels; the labels of one axis decide how long the other one is.
  private mutating func settle() {
    axes.x.pixels = (0, size.width * 0.85)
    for _ in 0..<2 {
      let height = max(size.height - top - bottom, 40)
      axes.y.pixels = axes.isDownward ? (top, top + height) : (top + height, top)
      let left = left
      axes.x.pixels = (left, left + max(size.width - left - right(height: height), 40))
    }
  }

  /// Shortens one axis, and the figure with it, so that the units have the wanted ratio.
  private mutating func shrink(to ratio: Double) {
    let width = axes.x.pixels.end - axes.x.pixels.start
    let height = abs(axes.y.pixels.end - axes.y.pixels.start)
    let xSpan = axes.x.range.upperBound - axes.x.range.lowerBound
    let ySpan = axes.y.range.upperBound - axes.y.range.lowerBound
    let unit = min(width / xSpan, height / ySpan * ratio)
    let newWidth = unit * xSpan
    let newHeight = unit / ratio * ySpan
    axes.x.pixels.end = axes.x.pixels.start + newWidth
    let top = min(axes.y.pixels.start, axes.y.pixels.end)
    axes.y.pixels = axes.isDownward ? (top, top + newHeight) : (top + newHeight, top)
    let legendHeightBefore = legendHeight
    size.height -= height - newHeight
    size.width = max(size.width - (width - newWidth), leastWidth)
    // In a narrower figure the legend may need more lines.
    let shift = legendHeight - legendHeightBefore
    axes.y.pixels = (axes.y.pixels.start + shift, axes.y.pixels.end + shift)
    size.height += shift
  }

  /// The width that title and labels need, however narrow the axes are.
  private var leastWidth: Double {
    let title = TextMetrics.width(options.title ?? "", size: Theme.titleSize, isBold: true)
    let label = TextMetrics.width(options.yLabel ?? "", size: Theme.labelSize)
    let legendWidth = legend.items.isEmpty ? 0 : min(size.width, 300)
    return max(title, label, legendWidth) + 2 * Theme.margin
  }

  func drawing() -> Drawing {
    let frame = Frame(x: axes.x, y: axes.y, color: Theme.ink)
    var drawing = Drawing(width: size.width, height: size.height)
    let isField = plot.layers.contains { $0.kind == "heatMap" }
    drawing.elements += header()
    if !isField { drawing.elements += grid(frame) }
    drawing.elements.append(.clip(frame.area.grown(by: isField ? 0 : 3), marks(frame)))
    drawing.elements += axisElements(frame)
    drawing.elements += bar?.elements(beside: frame.area) ?? []
    return drawing
  }

  private func header() -> [Drawing.Element] {
    var elements: [Drawing.Element] = []
    var y = Theme.margin
    let x = Theme.margin
    if let title = options.title {
      let style = Drawing.TextStyle(size: Theme.titleSize, isBold: true)
      elements.append(.text(title, Drawing.Point(x: x, y: y + 13), style))
      y += titleHeight
    }
    let width = size.width - 2 * Theme.margin
    elements +=
      legend.items.isEmpty ? [] : legend.elements(at: Drawing.Point(x: x, y: y), width: width)
    if let label = options.yLabel {
      let style = Drawing.TextStyle(size: Theme.labelSize, color: Theme.quiet)
      elements.append(.text(label, Drawing.Point(x: x, y: y + legendHeight + 11), style))
    }
    return elements
  }

  private func grid(_ frame: Frame) -> [Drawing.Element] {
    let area = frame.area
    var runs = axes.y.ticks(spacing: Self.tickSpacing.y).places.map { place in
      let y = axes.y.pixel(place)
      return [Drawing.Point(x: area.x, y: y), Drawing.Point(x: area.maxX, y: y)]
    }
    if case .categorical = axes.x.kind {
    } else {
      runs += axes.x.ticks(spacing: Self.tickSpacing.x).places.map { place in
        let x = axes.x.pixel(place)
        return [Drawing.Point(x: x, y: area.y), Drawing.Point(x: x, y: area.maxY)]
      }
    }
    return [.polyline(runs, Drawing.Stroke(color: Theme.grid, width: 1))]
  }

  private func marks(_ frame: Frame) -> [Drawing.Element] {
    let barCount = plot.layers.count { $0.kind == "bar" }
    var barIndex = 0
    return zip(plot.layers, colors).flatMap { layer, color in
      var frame = frame
      frame.color = color
      if layer.kind == "bar" {
        frame.group = (barIndex, barCount)
        barIndex += 1
      }
      return layer.draw(frame)
    }
  }

  private func axisElements(_ frame: Frame) -> [Drawing.Element] {
    let area = frame.area
    var elements = xLabels.elements(below: area)
    let base = [Drawing.Point(x: area.x, y: area.maxY), Drawing.Point(x: area.maxX, y: area.maxY)]
    elements.append(.polyline([base], Drawing.Stroke(color: Theme.axis, width: 1)))
    let style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet, anchor: .end)
    let ticks = axes.y.ticks(spacing: Self.tickSpacing.y)
    for (place, label) in zip(ticks.places, ticks.labels) {
      let point = Drawing.Point(x: area.x - 7, y: axes.y.pixel(place) + 4)
      elements.append(.text(label, point, style))
    }
    if let label = options.xLabel {
      let style = Drawing.TextStyle(
        size: Theme.labelSize, color: Theme.quiet, anchor: .middle)
      let point = Drawing.Point(
        x: area.x + area.width / 2, y: area.maxY + xLabels.height + 13)
      elements.append(.text(label, point, style))
    }
    return elements
  }
}

extension Drawing.Rectangle {
  func grown(by amount: Double) -> Drawing.Rectangle {
    Drawing.Rectangle(
      x: x - amount, y: y - amount, width: width + 2 * amount, height: height + 2 * amount)
  }
}
