// SPDX-License-Identifier: MIT

/// Finds the place of everything in a plot.
struct PlotLayout {
  private static let wideSize = (width: 560.0, height: 350.0)
  private static let squareSize = (width: 560.0, height: 430.0)
  let plot: Plot
  let options: Plot.Options
  let looks: [SeriesLook]
  let legend: Legend
  let bar: ColorBar?
  private(set) var axes: PlotAxes
  private(set) var size: (width: Double, height: Double)

  init(_ plot: Plot) {
    self.plot = plot
    options = plot.options
    looks = SeriesLook.looks(of: plot.layers)
    let shown = options.showsLegend ? plot.layers : []
    bar = ColorBar(shown, title: options.legendTitle)
    legend = Legend(shown, looks: looks, title: options.legendTitle)
    axes = PlotAxes(plot.layers, options)
    let isSquare = plot.layers.contains(where: \.isSquare)
    let ratio = options.aspectRatio ?? (isSquare ? 1 : nil)
    size = options.size ?? (ratio == nil ? Self.wideSize : Self.squareSize)
    settle()
    if let frame = options.frameSize {
      resize(width: frame.width, height: frame.height)
    } else if let ratio, ratio > 0 {
      shrink(to: ratio)
    }
    leaveOutLabels()
  }

  var titleHeight: Double { options.title == nil ? 0 : 24 }
  private var yLabelHeight: Double { options.yLabel == nil && bar?.title == nil ? 4 : 24 }
  var legendHeight: Double { legend.height(width: size.width - 2 * Theme.margin) }
  private var top: Double { Theme.margin + titleHeight + legendHeight + yLabelHeight }

  /// About how far apart ticks are; with equal units both axes have the same steps.
  var tickSpacing: (x: Double, y: Double) {
    options.aspectRatio == 1 ? (50, 50) : (75, 45)
  }

  var xTicks: Ticks { options.showsAxes ? axes.x.ticks(spacing: tickSpacing.x) : .none }
  var yTicks: Ticks { options.showsAxes ? axes.y.ticks(spacing: tickSpacing.y) : .none }
  var xLabels: XLabels { XLabels(axes.x, xTicks) }

  private var bottom: Double {
    let labels = options.showsAxes ? xLabels.height : 8
    return Theme.margin - 4 + labels + (options.xLabel == nil ? 0 : 20)
  }

  /// How far the labels of the vertical axis are from it: beyond its lines, where it has any.
  var labelGap: Double { yTicks.minor.isEmpty && Theme.current.grid != nil ? 7 : 10 }

  private var left: Double {
    let widest = yTicks.labels.map { TextMetrics.width($0, size: Theme.tickSize) }.max() ?? 0
    return Theme.margin + widest + (options.showsAxes ? labelGap + 1 : 0)
  }

  private func right(height: Double) -> Double {
    Theme.margin + (bar?.width(height: height) ?? max(xLabels.overhang - 4, 0))
  }

  /// Gives the axes their pixels; the labels of one axis decide how long the other one is.
  private mutating func settle() {
    axes.x.setPixels(0, size.width * 0.85)
    for _ in 0..<2 {
      let height = max(size.height - top - bottom, 40)
      axes.y.setPixels(top + height, top)
      let left = left
      axes.x.setPixels(left, left + max(size.width - left - right(height: height), 40))
    }
  }

  /// Leaves out the room of labels that another panel has; the axes stay as long as they are.
  private mutating func leaveOutLabels() {
    let kept = Theme.margin - 4
    if options.hidesXLabels { size.height -= bottom - kept }
    if options.hidesYLabels {
      let room = left - kept
      size.width -= room
      axes.x.pixels = (axes.x.pixels.start - room, axes.x.pixels.end - room)
    }
  }

  /// Shortens one axis, and the figure with it, so that the units have the wanted ratio.
  private mutating func shrink(to ratio: Double) {
    let frame = Frame(x: axes.x, y: axes.y, color: Theme.ink).area
    let xSpan = axes.x.range.upperBound - axes.x.range.lowerBound
    let ySpan = axes.y.range.upperBound - axes.y.range.lowerBound
    let unit = min(frame.width / xSpan, frame.height / ySpan * ratio)
    resize(width: unit * xSpan, height: unit / ratio * ySpan)
  }

  /// Gives the frame a size, and the figure what it needs for that.
  private mutating func resize(width: Double, height: Double) {
    let frame = Frame(x: axes.x, y: axes.y, color: Theme.ink).area
    axes.x.setPixels(frame.x, frame.x + width)
    axes.y.setPixels(frame.y + height, frame.y)
    let legendHeightBefore = legendHeight
    size.height -= frame.height - height
    size.width = max(size.width - (frame.width - width), leastWidth)
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
}

extension Axis {
  /// Gives the axis its pixels; a reversed one runs from the second to the first.
  mutating func setPixels(_ start: Double, _ end: Double) {
    pixels = isReversed ? (end, start) : (start, end)
  }
}

/// How a series is told from the others.
struct SeriesLook: Sendable {
  var color: Color
  var dash: [Double] = []

  /// Each series without a colour of its own takes the next of the palette.
  static func looks(of layers: [MarkLayer]) -> [SeriesLook] {
    var nextColor = 0
    var nextDash = 0
    return layers.map { layer in
      var look = SeriesLook(color: layer.color ?? Theme.ink)
      guard case .series(let symbol) = layer.key else { return look }
      if layer.color == nil {
        look.color = .palette(nextColor)
        nextColor += 1
      }
      if symbol == .line, Theme.current.usesDashes {
        look.dash = Theme.dashes[nextDash % Theme.dashes.count]
        nextDash += 1
      }
      return look
    }
  }
}
