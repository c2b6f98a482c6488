// SPDX-License-Identifier: MIT

import Display

/// Lines, or filled bands, of equal height of a function of two variables.
///
/// Without levels of its own it takes round ones.
public struct Contour: Mark {
  private static let defaultCount = 8

  private let values: [Double]
  private let rows: Int
  private let columns: Int
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let levels: [Double]
  private let isFilled: Bool
  private let name: String?
  private let color: Color?
  private let width: Double
  private let colorMap: ColorMap
  /// Whether the axes end where the grid does.
  private var isFlush = true

  /// The lines with axes that leave room around all marks.
  var adapting: Contour {
    var contour = self
    contour.isFlush = false
    return contour
  }

  /// Shows a function, evaluated at the nodes of a grid over the two ranges.
  ///
  /// With a colour or a name all lines have one colour; otherwise the colour tells the height.
  public init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int = 100, levels: [Double]? = nil,
    isFilled: Bool = false, name: String? = nil, color: Color? = nil, width: Double = 1.25,
    colorMap: ColorMap = .sequential, _ function: (_ x: Double, _ y: Double) -> Double
  ) {
    let count = max(resolution, 1) + 1
    let node = { (range: ClosedRange<Double>, index: Int) in
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / Double(count - 1)
    }
    let values = (0..<count * count).map { function(node(x, $0 % count), node(y, $0 / count)) }
    self.init(
      values, rows: count, columns: count, x: x, y: y, levels: levels, isFilled: isFilled,
      name: name, color: color, width: width, colorMap: colorMap)
  }

  /// Shows values at the nodes of a grid: row 0 at the lower end of `y`, the last row at the upper one.
  ///
  /// - Requires: `rows` × `columns` values, at least two of each.
  public init(
    _ values: some Numbers, rows: Int, columns: Int, x: ClosedRange<Double>,
    y: ClosedRange<Double>, levels: [Double]? = nil, isFilled: Bool = false, name: String? = nil,
    color: Color? = nil, width: Double = 1.25, colorMap: ColorMap = .sequential
  ) {
    let values = values.numbers
    if rows < 2 || columns < 2 || rows * columns != values.count {
      fail("Contour: \(values.count) values for \(rows) rows of \(columns) columns")
    }
    (self.values, self.rows, self.columns, self.x, self.y) = (values, rows, columns, x, y)
    (self.isFilled, self.name, self.color, self.width) = (isFilled, name, color, width)
    self.colorMap = colorMap
    self.levels = levels?.sorted() ?? Self.levels(of: values, isFilled: isFilled)
  }

  /// Round levels inside the range of values; bands need one below all values as well.
  private static func levels(of values: [Double], isFilled: Bool) -> [Double] {
    guard let range = Extent(values).range, range.lowerBound < range.upperBound else { return [] }
    let ticks = Ticks.linear(range, count: defaultCount).places
    guard ticks.count > 1, isFilled else {
      return ticks.filter { $0 > range.lowerBound && $0 < range.upperBound }
    }
    let step = ticks[1] - ticks[0]
    let first = ticks[0] <= range.lowerBound ? [] : [ticks[0] - step]
    let last = ticks[ticks.count - 1]
    return first + ticks + (last >= range.upperBound ? [] : [last + step])
  }

  private var isSeries: Bool { !isFilled && (color != nil || name != nil) }

  /// The lines with their extent and levels.
  public var layer: MarkLayer {
    MarkLayer(
      kind: isFilled ? "filledContour" : "contour", name: name, x: extent(x), y: extent(y),
      color: color,
      key: isSeries
        ? .series(.line) : levels.isEmpty ? .none : .levels(colorMap, levels, areBands: isFilled),
      facts: [
        "rows": .int(rows), "columns": .int(columns), "levels": .array(levels.map(JSON.double)),
      ],
      data: ["values": values, "levels": levels], isOpaque: isFilled, draw: draw)
  }

  private func extent(_ range: ClosedRange<Double>) -> Extent {
    isFlush ? Extent(flush: range) : .none
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    isFilled ? bands(in: frame) : lines(in: frame)
  }

  private func lines(in frame: Frame) -> [Drawing.Element] {
    levels.map { level in
      let lines = MarchingSquares.lines(values, columns: columns, rows: rows, level: level)
      let color = isSeries ? frame.color : self.color(atLevel: level)
      return .polyline(
        lines.map { place($0, in: frame) }, Drawing.Stroke(color: color, width: width))
    }
  }

  /// Each band covers the upper part of the one below it, so that no gaps are seen between them.
  private func bands(in frame: Frame) -> [Drawing.Element] {
    zip(levels, levels.dropFirst()).compactMap { low, high in
      let areas = MarchingSquares.outlines(values, columns: columns, rows: rows, level: low)
      guard !areas.isEmpty else { return nil }
      let fill = self.color(atLevel: (low + high) / 2)
      return .shape(areas.map { place($0, in: frame) }, fill: fill, stroke: nil)
    }
  }

  private func color(atLevel level: Double) -> Color {
    guard let low = levels.first, let high = levels.last, low < high else {
      return colorMap.color(at: 0.5)
    }
    return colorMap.color(at: (level - low) / (high - low))
  }

  private func place(_ points: [Drawing.Point], in frame: Frame) -> [Drawing.Point] {
    let xStep = (x.upperBound - x.lowerBound) / Double(columns - 1)
    let yStep = (y.upperBound - y.lowerBound) / Double(rows - 1)
    return points.compactMap {
      frame.point(x.lowerBound + $0.x * xStep, y.lowerBound + $0.y * yStep)
    }
  }
}
