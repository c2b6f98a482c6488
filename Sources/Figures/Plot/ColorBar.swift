// SPDX-License-Identifier: MIT

/// The explanation of a scale of colours: a column of them with ticks, right of a picture.
struct ColorBar {
  private static let gap = 16.0
  private static let barWidth = 12.0

  var map: ColorMap
  var range: ClosedRange<Double>
  var title: String?
  /// The levels at which the colour changes, where it does so in steps.
  var levels: [Double]?
  private var areBands = true

  init(map: ColorMap, range: ClosedRange<Double>, title: String?) {
    self.map = map
    self.range =
      range.lowerBound < range.upperBound ? range : range.lowerBound...range.lowerBound + 1
    self.title = title
  }

  /// The bar of the first mark whose colours are amounts.
  init?(_ layers: [MarkLayer], title: String?) {
    for layer in layers {
      switch layer.key {
      case .amounts(let map, let range):
        self.init(map: map, range: range, title: title)
        return
      case .levels(let map, let levels, let areBands):
        guard let low = levels.first, let high = levels.last else { continue }
        self.init(map: map, range: low...high, title: title)
        self.levels = levels
        self.areBands = areBands
        return
      case .none, .series, .classes: continue
      }
    }
    return nil
  }

  private func axis(from top: Double, height: Double) -> Axis {
    Axis(kind: .linear(wholeOnly: false), range: range, pixels: (top + height, top))
  }

  /// How wide bar, labels and gap are together, for a bar so high.
  func width(height: Double) -> Double {
    let labels = axis(from: 0, height: height).ticks(spacing: 45).labels
    let widest = labels.map { TextMetrics.width($0, size: Theme.tickSize) }.max() ?? 0
    let titleWidth = title.map { TextMetrics.width($0, size: Theme.tickSize, isBold: true) } ?? 0
    return Self.gap + max(Self.barWidth + 6 + widest, titleWidth)
  }

  /// The bar's shapes, right of a picture.
  func elements(beside area: Drawing.Rectangle) -> [Drawing.Element] {
    let axis = axis(from: area.y, height: area.height)
    let bar = Drawing.Rectangle(
      x: area.maxX + Self.gap, y: area.y, width: Self.barWidth, height: area.height)
    var elements = levels == nil ? [smooth(bar)] : steps(bar, axis)
    let ticks = axis.ticks(spacing: 45)
    for (place, label) in zip(ticks.places, ticks.labels) {
      let y = axis.pixel(place)
      let mark = [Drawing.Point(x: bar.maxX, y: y), Drawing.Point(x: bar.maxX + 3, y: y)]
      elements.append(.polyline([mark], Drawing.Stroke(color: Theme.axis, width: 1)))
      let style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet)
      elements.append(.text(label, Drawing.Point(x: bar.maxX + 6, y: y + 4), style))
    }
    if let title {
      let style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet, isBold: true)
      elements.append(.text(title, Drawing.Point(x: bar.x, y: area.y - 11), style))
    }
    return elements
  }

  private func smooth(_ bar: Drawing.Rectangle) -> Drawing.Element {
    let colors = map.table.reversed().map(\.bytes)
    let raster = Raster(
      width: 1, height: colors.count, channels: isGrey ? 1 : 3,
      bytes: colors.flatMap { isGrey ? [$0.red] : [$0.red, $0.green, $0.blue] })
    return .image(raster, bar)
  }

  /// A piece for each band, or a line for each level.
  private func steps(_ bar: Drawing.Rectangle, _ axis: Axis) -> [Drawing.Element] {
    let levels = levels ?? []
    let place = { (level: Double) in
      (level - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    guard areBands else {
      return levels.map { level in
        let y = axis.pixel(level)
        let line = [Drawing.Point(x: bar.x, y: y), Drawing.Point(x: bar.maxX, y: y)]
        return .polyline([line], Drawing.Stroke(color: map.color(at: place(level)), width: 2))
      }
    }
    return zip(levels, levels.dropFirst()).map { low, high in
      let (bottom, top) = (axis.pixel(low), axis.pixel(high))
      let piece = Drawing.Rectangle(x: bar.x, y: top, width: bar.width, height: bottom - top)
      let color = map.color(at: place((low + high) / 2))
      return .rectangle(piece, fill: color, stroke: nil)
    }
  }

  private var isGrey: Bool { map == .grey || map == .ink }
}
