// SPDX-License-Identifier: MIT

import Display

/// A dot for each point, coloured by class or by amount where that is given.
public struct Dot: Mark {
  /// In so many rounds the classes are drawn one over another, so that none hides all others.
  private static let rounds = 8

  private let x: [Double]
  private let y: [Double]
  private let fill: FillValues?
  private let name: String?
  private let color: Color?
  private let radius: Double
  private let opacity: Double
  private let colorMap: ColorMap
  private let colorRange: ClosedRange<Double>?

  /// Makes dots of one colour.
  ///
  /// - Requires: As many `x` as `y`.
  public init(
    x: some Numbers, y: some Numbers, name: String? = nil, color: Color? = nil,
    radius: Double = 3, opacity: Double = 0.85
  ) {
    self.init(x.numbers, y.numbers, nil, name, color, radius, opacity, .sequential, nil)
  }

  /// Makes dots whose colours follow from data: whole numbers and texts are classes, others amounts.
  ///
  /// - Requires: As many `x` as `y` and `fill`.
  public init(
    x: some Numbers, y: some Numbers, fill: some FillChannel, radius: Double = 3,
    opacity: Double = 0.85, colorMap: ColorMap = .sequential,
    colorRange: ClosedRange<Double>? = nil
  ) {
    self.init(
      x.numbers, y.numbers, fill.fillValues, nil, nil, radius, opacity, colorMap, colorRange)
  }

  private init(
    _ x: [Double], _ y: [Double], _ fill: FillValues?, _ name: String?, _ color: Color?,
    _ radius: Double, _ opacity: Double, _ colorMap: ColorMap, _ colorRange: ClosedRange<Double>?
  ) {
    (self.x, self.y, self.fill, self.name, self.color) = (x, y, fill, name, color)
    (self.radius, self.opacity, self.colorMap) = (radius, opacity, colorMap)
    self.colorRange = colorRange
    if x.count != y.count { fail("Dot: \(x.count) values of x for \(y.count) of y") }
    if let count = fill?.count, count != x.count {
      fail("Dot: \(count) values of fill for \(x.count) points")
    }
  }

  /// The dots with their extent and colours.
  public var layer: MarkLayer {
    let colors = fill.map { ChannelColors($0, map: colorMap, range: colorRange) }
    return MarkLayer(
      kind: "dot", name: name, x: Extent(x), y: Extent(y), color: color,
      key: colors?.key ?? .series(.dot), facts: ["count": .int(x.count)],
      data: ["x": x, "y": y], draw: { draw(in: $0, colors) })
  }

  private func draw(in frame: Frame, _ colors: ChannelColors?) -> [Drawing.Element] {
    guard let colors else {
      let points = x.indices.compactMap { frame.point(x[$0], y[$0]) }
      return [.dots(points, radius: radius, frame.color.opacity(opacity))]
    }
    let length = max((x.count + Self.rounds - 1) / Self.rounds, 1)
    return stride(from: 0, to: x.count, by: length).flatMap { start in
      round(start..<min(start + length, x.count), in: frame, colors)
    }
  }

  private func round(
    _ range: Range<Int>, in frame: Frame, _ colors: ChannelColors
  ) -> [Drawing.Element] {
    var points = [[Drawing.Point]](repeating: [], count: colors.table.count)
    for index in range {
      guard let point = frame.point(x[index], y[index]) else { continue }
      points[colors.indices[index]].append(point)
    }
    return points.indices.compactMap { color in
      points[color].isEmpty
        ? nil : .dots(points[color], radius: radius, colors.table[color].opacity(opacity))
    }
  }
}
