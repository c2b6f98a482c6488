// SPDX-License-Identifier: MIT

import Display

/// A field of numbers shown as colours: a matrix, or a function of two variables.
public struct HeatMap: Mark {
  private let values: [Double]
  private let rows: Int
  private let columns: Int
  private let x: ClosedRange<Double>?
  private let y: ClosedRange<Double>?
  private let range: ClosedRange<Double>
  private let colorMap: ColorMap

  /// Shows a matrix: row 0 at the top, square cells, axes that count columns and rows.
  ///
  /// - Requires: `rows` × `columns` values.
  public init(
    _ values: some Numbers, rows: Int, columns: Int, range: ClosedRange<Double>? = nil,
    colorMap: ColorMap = .sequential
  ) {
    self.init(values.numbers, rows, columns, nil, nil, range, colorMap)
  }

  /// Shows a function: row 0 at the lower end of `y`, cells that fill the two ranges.
  ///
  /// - Requires: `rows` × `columns` values.
  public init(
    _ values: some Numbers, rows: Int, columns: Int, x: ClosedRange<Double>,
    y: ClosedRange<Double>, range: ClosedRange<Double>? = nil, colorMap: ColorMap = .sequential
  ) {
    self.init(values.numbers, rows, columns, x, y, range, colorMap)
  }

  /// Shows a function of two variables, evaluated in the middle of each cell.
  public init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int = 100,
    range: ClosedRange<Double>? = nil, colorMap: ColorMap = .sequential,
    _ function: (_ x: Double, _ y: Double) -> Double
  ) {
    let count = max(resolution, 1)
    let middle = { (range: ClosedRange<Double>, index: Int) in
      range.lowerBound
        + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
    }
    let values = (0..<count * count).map { function(middle(x, $0 % count), middle(y, $0 / count)) }
    self.init(values, count, count, x, y, range, colorMap)
  }

  private init(
    _ values: [Double], _ rows: Int, _ columns: Int, _ x: ClosedRange<Double>?,
    _ y: ClosedRange<Double>?, _ range: ClosedRange<Double>?, _ colorMap: ColorMap
  ) {
    if rows < 1 || columns < 1 || rows * columns != values.count {
      fail("HeatMap: \(values.count) values for \(rows) rows of \(columns) columns")
    }
    (self.values, self.rows, self.columns, self.x, self.y) = (values, rows, columns, x, y)
    self.colorMap = colorMap
    self.range = range ?? Self.range(of: values, for: colorMap)
  }

  /// The least and the greatest value; around zero for a scale with a middle.
  private static func range(of values: [Double], for map: ColorMap) -> ClosedRange<Double> {
    guard let range = Extent(values).range else { return 0...1 }
    if map == .diverging {
      let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude, 1e-12)
      return -largest...largest
    }
    return range.lowerBound < range.upperBound
      ? range : range.lowerBound - 0.5...range.upperBound + 0.5
  }

  /// The cells with their extent.
  public var layer: MarkLayer {
    var vertical = Extent(flush: y ?? -0.5...Double(rows) - 0.5)
    vertical.isReversed = y == nil
    vertical.isWhole = y == nil
    var horizontal = Extent(flush: x ?? -0.5...Double(columns) - 0.5)
    horizontal.isWhole = x == nil
    return MarkLayer(
      kind: "heatMap", x: horizontal, y: vertical, key: .amounts(colorMap, range),
      isSquare: x == nil && y == nil,
      facts: [
        "rows": .int(rows), "columns": .int(columns),
        "range": [.double(range.lowerBound), .double(range.upperBound)],
      ],
      data: ["values": values], isOpaque: true, draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    let isUpward = y != nil
    let order = isUpward ? Array((0..<rows).reversed()) : Array(0..<rows)
    let pixels = order.flatMap { row in
      values[row * columns..<(row + 1) * columns].map { Float($0) }
    }
    let raster = Raster(pixels[...], width: columns, height: rows, range: range, map: colorMap)
    let (left, right) = (x ?? -0.5...Double(columns) - 0.5).pixels(on: frame.x)
    let (top, bottom) = (y ?? -0.5...Double(rows) - 0.5).pixels(on: frame.y)
    let area = Drawing.Rectangle(x: left, y: top, width: right - left, height: bottom - top)
    return [.image(raster, area)]
  }
}

extension ClosedRange<Double> {
  /// The smaller and the greater of the two pixels at which a range ends.
  func pixels(on axis: Axis) -> (Double, Double) {
    let ends = (axis.pixel(lowerBound), axis.pixel(upperBound))
    return (Swift.min(ends.0, ends.1), Swift.max(ends.0, ends.1))
  }
}
