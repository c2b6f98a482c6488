// SPDX-License-Identifier: MIT

import Display

/// A rectangle between two values of x and two of y, such as a region of interest.
public struct Rectangle: Mark {
  private let x: ClosedRange<Double>?
  private let y: ClosedRange<Double>?
  private let name: String?
  private let color: Color?
  private let opacity: Double
  private let lineWidth: Double

  /// Makes a rectangle; without a range along an axis it spans the plot.
  public init(
    x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil, name: String? = nil,
    color: Color? = nil, opacity: Double = 0.2, lineWidth: Double = 0
  ) {
    (self.x, self.y, self.name, self.color) = (x, y, name, color)
    (self.opacity, self.lineWidth) = (opacity, lineWidth)
  }

  /// The rectangle with its extent.
  public var layer: MarkLayer {
    let ends = { (range: ClosedRange<Double>?) in
      range.map { [$0.lowerBound, $0.upperBound] } ?? []
    }
    let facts = ["x": x, "y": y].compactMapValues { range in
      range.map { JSON.array([.double($0.lowerBound), .double($0.upperBound)]) }
    }
    return MarkLayer(
      kind: "rectangle", name: name, x: Extent(ends(x)), y: Extent(ends(y)), color: color,
      key: .series(.area), facts: facts, data: ["x": ends(x), "y": ends(y)], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    let (left, right) = (x ?? frame.x.range).pixels(on: frame.x)
    let (top, bottom) = (y ?? frame.y.range).pixels(on: frame.y)
    let area = Drawing.Rectangle(x: left, y: top, width: right - left, height: bottom - top)
    let stroke =
      lineWidth > 0 ? Drawing.Stroke(color: frame.color, width: lineWidth) : nil
    return [
      .rectangle(area, fill: opacity > 0 ? frame.color.opacity(opacity) : nil, stroke: stroke)
    ]
  }
}
