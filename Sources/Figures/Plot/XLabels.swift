// SPDX-License-Identifier: MIT

import Glibc

/// The tick labels below a plot: upright where they fit, slanted where they would run into each other.
struct XLabels {
  private static let angle = 35.0

  private let axis: Axis
  private let ticks: Ticks
  private let isSlanted: Bool

  init(_ axis: Axis, _ ticks: Ticks) {
    self.axis = axis
    var ticks = ticks
    guard case .categorical = axis.kind, axis.band > 0, !ticks.labels.isEmpty else {
      (self.ticks, isSlanted) = (ticks, false)
      return
    }
    let widest = ticks.labels.map { TextMetrics.width($0, size: Theme.tickSize) }.max() ?? 0
    let isNumeric = ticks.labels.allSatisfy { Int($0) != nil }
    isSlanted = widest + 6 > axis.band && !isNumeric
    // Of more labels than there is room for, every second, fifth or tenth is written.
    let needed = isSlanted ? Theme.tickSize * 1.5 : widest + 6
    let stride = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].first {
      Double($0) * axis.band >= needed
    }
    let kept = ticks.labels.indices.filter { $0.isMultiple(of: stride ?? 1_000) }
    ticks = Ticks(places: kept.map { ticks.places[$0] }, labels: kept.map { ticks.labels[$0] })
    self.ticks = ticks
  }

  /// How much room the labels take below the axis.
  var height: Double {
    guard isSlanted else { return 20 }
    let widest = ticks.labels.map { TextMetrics.width($0, size: Theme.tickSize) }.max() ?? 0
    return 12 + widest * sin(Self.angle * .pi / 180)
  }

  /// How far the last label reaches beyond its tick.
  var overhang: Double {
    isSlanted ? 0 : TextMetrics.width(ticks.labels.last ?? "", size: Theme.tickSize) / 2
  }

  func elements(below area: Drawing.Rectangle) -> [Drawing.Element] {
    var style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet, anchor: .middle)
    if isSlanted { (style.anchor, style.rotation) = (.end, -Self.angle) }
    return zip(ticks.places, ticks.labels).map { place, label in
      let offset = isSlanted ? (x: 4.0, y: 12.0) : (x: 0, y: 16)
      let point = Drawing.Point(x: axis.pixel(place) + offset.x, y: area.maxY + offset.y)
      return .text(label, point, style)
    }
  }
}
