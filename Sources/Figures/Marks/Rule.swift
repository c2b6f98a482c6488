// SPDX-License-Identifier: MIT

import Display

/// A straight line across the plot that marks one value.
public struct Rule: Mark {
  private let place: Double
  private let isVertical: Bool
  private let name: String?
  private let color: Color
  private let isDashed: Bool

  /// Makes a vertical line at a value of x.
  public init(
    x: Double, name: String? = nil, color: Color = Color(grey: 0.3), isDashed: Bool = false
  ) {
    self.init(x, true, name, color, isDashed)
  }

  /// Makes a horizontal line at a value of y.
  public init(
    y: Double, name: String? = nil, color: Color = Color(grey: 0.3), isDashed: Bool = false
  ) {
    self.init(y, false, name, color, isDashed)
  }

  private init(
    _ place: Double, _ isVertical: Bool, _ name: String?, _ color: Color, _ isDashed: Bool
  ) {
    (self.place, self.isVertical, self.name) = (place, isVertical, name)
    (self.color, self.isDashed) = (color, isDashed)
  }

  /// The line with its extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "rule", name: name, x: isVertical ? Extent([place]) : .none,
      y: isVertical ? .none : Extent([place]), color: color,
      key: .series(isDashed ? .dashedLine : .line),
      facts: [isVertical ? "x" : "y": .double(place)], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    guard (isVertical ? frame.x : frame.y).accepts(place) else { return [] }
    let area = frame.area
    let points: [Drawing.Point]
    if isVertical {
      let x = frame.x.pixel(place)
      points = [Drawing.Point(x: x, y: area.y), Drawing.Point(x: x, y: area.maxY)]
    } else {
      let y = frame.y.pixel(place)
      points = [Drawing.Point(x: area.x, y: y), Drawing.Point(x: area.maxX, y: y)]
    }
    let stroke = Drawing.Stroke(color: frame.color, width: 1.25, dash: isDashed ? [4, 4] : [])
    return [.polyline([points], stroke)]
  }
}
