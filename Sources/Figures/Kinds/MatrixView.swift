// SPDX-License-Identifier: MIT

public import Display
public import Tensors

/// A matrix as cells: a mask, the pattern of a Jacobian, weights, or how often classes are confused.
public struct MatrixView: ComposedFigure, WidthAdapting {
  private enum Style: String {
    case values
    case mask
    case confusion
  }

  private static let widest = 430.0

  private let values: [Double]
  private let rows: Int
  private let columns: Int
  private let style: Style
  private let colorMap: ColorMap
  private var rowLabels: [String] = []
  private var columnLabels: [String] = []
  private var axisLabels: (x: String, y: String) = ("column", "row")
  private var heading: String?
  private var showsValues: Bool
  private var range: ClosedRange<Double>?
  private var cellSize: Double?
  private var showsLegend = true
  /// The name of the files that an exporter writes.
  public var name: String?
  /// The kind's name in the manifest.
  public let kind = "matrix"

  /// Shows numbers in colours: around zero in two, else in one.
  ///
  /// - Shapes: `[rows, columns]`.
  /// - Parameters:
  ///   - range: The numbers at the ends of the colours; by default those of the matrix.
  public init(
    _ matrix: Tensor, range: ClosedRange<Double>? = nil, colorMap: ColorMap? = nil,
    showsValues: Bool = false
  ) {
    let isSigned = matrix.withScalars { $0.contains { $0 < 0 } }
    self.init(
      matrix, .values, colorMap ?? (isSigned ? .diverging : .sequential), showsValues: showsValues)
    self.range = range
  }

  private init(_ matrix: Tensor, _ style: Style, _ colorMap: ColorMap, showsValues: Bool) {
    if matrix.rank != 2 || matrix.elementCount == 0 {
      fail("MatrixView: shape \(matrix.shape) is not [rows, columns]")
    }
    (rows, columns) = (matrix.shape[0], matrix.shape[1])
    values = matrix.scalars.map { Double($0) }
    (self.style, self.colorMap, self.showsValues) = (style, colorMap, showsValues)
  }

  /// Shows where a matrix is not zero, as with masks and the patterns of Jacobians.
  ///
  /// - Shapes: `[rows, columns]`.
  public static func mask(_ matrix: Tensor) -> MatrixView {
    MatrixView(matrix, .mask, .ink, showsValues: false)
  }

  /// Shows how often each true class, a row, was taken for each class, a column, with the counts.
  ///
  /// The colour tells the share of the row.
  /// - Shapes: `[classes, classes]`.
  public static func confusion(_ counts: Tensor, classNames: [String]? = nil) -> MatrixView {
    var view = MatrixView(counts, .confusion, .blues, showsValues: true)
    view.axisLabels = ("predicted class", "true class")
    let names = classNames ?? (0..<view.rows).map(String.init)
    (view.rowLabels, view.columnLabels) = (names, names)
    return view
  }

  private func with(_ change: (inout MatrixView) -> Void) -> MatrixView {
    var view = self
    change(&view)
    return view
  }

  /// The matrix with a title above it.
  public func title(_ title: String) -> MatrixView { with { $0.heading = title } }

  /// The matrix with a label for each row and column.
  public func labels(rows: [String] = [], columns: [String] = []) -> MatrixView {
    with { ($0.rowLabels, $0.columnLabels) = (rows, columns) }
  }

  /// The matrix with cells of a given side, in pixels of the page.
  public func cellSize(_ side: Double) -> MatrixView { with { $0.cellSize = max(side, 1) } }

  /// The matrix without the scale of its colours, as where the numbers are written into the cells.
  public func legendHidden() -> MatrixView { with { $0.showsLegend = false } }

  /// The matrix with names for what its columns and rows count.
  public func axes(x: String, y: String) -> MatrixView { with { $0.axisLabels = (x, y) } }

  /// What the colours show: the numbers, whether they are zero, or shares of rows.
  private var shown: [Double] {
    switch style {
    case .values: return values
    case .mask: return values.map { $0 == 0 ? 0 : 0.82 }
    case .confusion:
      return values.indices.map { index in
        let row = index / columns * columns
        let sum = values[row..<row + columns].reduce(0, +)
        return sum > 0 ? values[index] / sum : 0
      }
    }
  }

  /// The cells with their labels.
  public var body: any Figure {
    let widest = (2 * Self.widest / Double(max(rows, columns))).rounded() / 2
    let side = cellSize ?? max(1, min(34, widest))
    let shown = shown
    let range = style == .values ? range : 0...1
    var plot = Plot {
      HeatMap(
        shown, rows: rows, columns: columns, range: range, colorMap: colorMap)
      if side > 9 { CellLines(rows: rows, columns: columns) }
      if showsValues && side > 12 {
        CellTexts(
          values: values, shades: shown, columns: columns, map: colorMap,
          range: range, size: min(11, side * 0.36 + 1))
      }
    }
    .scales(x: scale(columnLabels, columns), y: scale(rowLabels, rows))
    .axes(x: axisLabels.x, y: axisLabels.y)
    plot.options.frameSize = (side * Double(columns), side * Double(rows))
    let bare = style == .values && showsLegend ? plot : plot.legendHidden()
    return heading.map { bare.title($0) } ?? bare
  }

  private func scale(_ labels: [String], _ count: Int) -> AxisScale {
    if labels.isEmpty { return .automatic }
    return .automatic.ticks((0..<min(labels.count, count)).map(Double.init), labels: labels)
  }

  /// The size, the style and how many entries are not zero.
  public var facts: [String: JSON] {
    [
      "rows": .int(rows), "columns": .int(columns), "style": .string(style.rawValue),
      "nonzero": .int(values.count { $0 != 0 }), "data": JSON.numbers(values),
    ]
  }

  /// The matrix in words.
  public var summary: String {
    let title = heading.map { "Matrix “\(RichText.plain($0))”" } ?? "Matrix"
    return "\(title): \(rows) × \(columns), \(values.count { $0 != 0 }) entries not zero"
  }
}

/// White lines between cells.
private struct CellLines: Mark {
  let rows: Int
  let columns: Int

  var layer: MarkLayer {
    MarkLayer(kind: "grid", x: .none, y: .none) { frame in
      let area = frame.area
      let upright = (0...columns).map { column in
        let x = frame.x.pixel(Double(column) - 0.5)
        return [Drawing.Point(x: x, y: area.y), Drawing.Point(x: x, y: area.maxY)]
      }
      let level = (0...rows).map { row in
        let y = frame.y.pixel(Double(row) - 0.5)
        return [Drawing.Point(x: area.x, y: y), Drawing.Point(x: area.maxX, y: y)]
      }
      let stroke = Drawing.Stroke(color: Color(grey: 0.88), width: 0.75)
      return [.polyline(upright + level, stroke)]
    }
  }
}

/// The numbers in cells, light on dark and dark on light.
private struct CellTexts: Mark {
  let values: [Double]
  let shades: [Double]
  let columns: Int
  let map: ColorMap
  /// The shades at the ends of the colours; by default the least and the greatest.
  let range: ClosedRange<Double>?
  let size: Double

  var layer: MarkLayer {
    let range = range ?? Extent(shades).range ?? 0...1
    let width = max(range.upperBound - range.lowerBound, 1e-12)
    let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude, 1e-12)
    let isSigned = map == .diverging
    return MarkLayer(kind: "cellTexts", x: .none, y: .none) { frame in
      values.indices.compactMap { index in
        let value = values[index]
        let isWhole = value == value.rounded() && value.magnitude < 1e6
        let text = NumberText.significant(
          value, digits: isWhole ? 6 : value.magnitude >= 100 ? 3 : 2)
        let place =
          isSigned
          ? shades[index] / (2 * largest) + 0.5 : (shades[index] - range.lowerBound) / width
        let isDark = Oklab(map.color(at: place)).lightness < 0.62
        let style = Drawing.TextStyle(
          size: size, color: isDark ? .white : Color(grey: 0.1), anchor: .middle)
        let (column, row) = (Double(index % columns), Double(index / columns))
        guard let point = frame.point(column, row) else { return nil }
        return .text(text, Drawing.Point(x: point.x, y: point.y + size * 0.36), style)
      }
    }
  }
}
