// SPDX-License-Identifier: MIT

import Display

/// Arrows between pairs of points, such as the steps of a sampler.
public struct Arrow: Mark {
  private let starts: [(x: Double, y: Double)]
  private let ends: [(x: Double, y: Double)]
  private let name: String?
  private let color: Color?
  private let width: Double

  /// Makes one arrow.
  public init(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), name: String? = nil,
    color: Color? = nil, width: Double = 1.5
  ) {
    (starts, ends) = ([start], [end])
    (self.name, self.color, self.width) = (name, color, width)
  }

  /// Makes an arrow for each point.
  ///
  /// - Requires: As many `x` as `y`, `toX` and `toY`.
  public init(
    x: some Numbers, y: some Numbers, toX: some Numbers, toY: some Numbers, name: String? = nil,
    color: Color? = nil, width: Double = 1.5
  ) {
    let (x, y, toX, toY) = (x.numbers, y.numbers, toX.numbers, toY.numbers)
    if Set([x.count, y.count, toX.count, toY.count]).count != 1 {
      fail("Arrow: \(x.count) x, \(y.count) y, \(toX.count) toX and \(toY.count) toY")
    }
    starts = zip(x, y).map { (x: $0, y: $1) }
    ends = zip(toX, toY).map { (x: $0, y: $1) }
    (self.name, self.color, self.width) = (name, color, width)
  }

  /// The arrows with their extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "arrow", name: name, x: Extent(starts.map(\.x) + ends.map(\.x)),
      y: Extent(starts.map(\.y) + ends.map(\.y)), color: color, key: .series(.line),
      facts: ["count": .int(starts.count)],
      data: [
        "x": starts.map(\.x), "y": starts.map(\.y), "toX": ends.map(\.x), "toY": ends.map(\.y),
      ], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    let pairs = zip(starts, ends).compactMap { start, end -> (Drawing.Point, Drawing.Point)? in
      guard let start = frame.point(start.x, start.y), let end = frame.point(end.x, end.y)
      else { return nil }
      return (start, end)
    }
    return Arrowhead.arrows(pairs, color: frame.color, width: width)
  }
}

/// The shape of arrows.
enum Arrowhead {
  /// Arrows of one colour: all lines in one element, and all heads in another.
  static func arrows(
    _ pairs: [(Drawing.Point, Drawing.Point)], color: Color, width: Double
  ) -> [Drawing.Element] {
    var lines: [[Drawing.Point]] = []
    var heads: [[Drawing.Point]] = []
    for (start, end) in pairs {
      let length = distance(start, end)
      guard length > 0.5 else { continue }
      let size = min(4 + 2.6 * width, length * 0.45)
      let head = head(from: start, to: end, size: size)
      heads.append(head)
      lines.append([start, between(end, start, size * 0.8 / length)])
    }
    return [
      .polyline(lines, Drawing.Stroke(color: color, width: width)), .polygon(heads, color),
    ]
  }

  /// The triangle at an arrow's end, a little notched at its back.
  static func head(
    from start: Drawing.Point, to end: Drawing.Point, size: Double
  ) -> [Drawing.Point] {
    let length = max(distance(start, end), 1e-9)
    let (dx, dy) = ((end.x - start.x) / length, (end.y - start.y) / length)
    let point = { (back: Double, side: Double) in
      Drawing.Point(x: end.x - back * dx - side * dy, y: end.y - back * dy + side * dx)
    }
    return [end, point(size, size * 0.42), point(size * 0.78, 0), point(size, -size * 0.42)]
  }

  static func distance(_ a: Drawing.Point, _ b: Drawing.Point) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
  }

  /// The point so far on the way from one to another.
  static func between(_ a: Drawing.Point, _ b: Drawing.Point, _ fraction: Double) -> Drawing.Point {
    Drawing.Point(x: a.x + (b.x - a.x) * fraction, y: a.y + (b.y - a.y) * fraction)
  }
}
