// SPDX-License-Identifier: MIT

/// The explanation of a scale of colours: a column of them with ticks, right of a picture.
struct ColorBar {
  private static let gap = 16.0
  private static let barWidth = 12.0

  var map: ColorMap
  var range: ClosedRange<Double>
  var title: String?

  init(map: ColorMap, range: ClosedRange<Double>, title: String?) {
    self.map = map
    self.range =
      range.lowerBound < range.upperBound ? range : range.lowerBound...range.lowerBound + 1
    self.title = title
  }

  /// The bar of the first mark whose colours are amounts.
  init?(_ layers: [MarkLayer], title: String?) {
    for layer in layers {
      if case .amounts(let map, let range) = layer.key {
        self.init(map: map, range: range, title: title)
        return
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
    let colors = map.table.reversed().map(\.bytes)
    let raster = Raster(
      width: 1, height: colors.count, channels: isGrey ? 1 : 3,
      bytes: colors.flatMap { isGrey ? [$0.red] : [$0.red, $0.green, $0.blue] })
    var elements: [Drawing.Element] = [.image(raster, bar)]
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

  private var isGrey: Bool { map == .grey || map == .ink }
}
