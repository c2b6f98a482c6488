// SPDX-License-Identifier: MIT

public import Display

/// Several figures side by side in one.
public struct Panels: Figure {
  private static let gap = 8.0
  private static let pageWidth = 860.0

  private let figures: [any Figure]
  private let columns: Int
  private var heading: String?
  /// The name of the files that an exporter writes.
  public var name: String?

  /// Puts figures in rows of so many columns; plots without a size of their own share the width.
  public init(columns: Int = 2, @FigureBuilder _ figures: () -> [any Figure]) {
    let figures = figures()
    if columns < 1 { fail("Panels: \(columns) columns; there must be at least one") }
    self.columns = max(1, min(columns, figures.count))
    let width = Self.pageWidth / Double(self.columns)
    self.figures = figures.map { ($0 as? any WidthAdapting)?.adapted(toWidth: width) ?? $0 }
  }

  private init(_ other: Panels, _ figures: [any Figure]) {
    (self.figures, columns) = (figures, other.columns)
    (heading, name) = (other.heading, other.name)
  }

  /// The panels with a common title.
  public func title(_ title: String) -> Panels {
    var panels = self
    panels.heading = title
    return panels
  }

  /// The panels with the same range on the axes of all plots, so that they can be compared.
  public func sharedScales(x: Bool = true, y: Bool = true) -> Panels {
    let plots = figures.compactMap { $0 as? Plot }.map { PlotAxes($0.layers, $0.options) }
    let (xScale, yScale) = (
      AxisScale(sharedBy: plots.map(\.x)), AxisScale(sharedBy: plots.map(\.y))
    )
    return Panels(
      self,
      figures.map { figure in
        guard let plot = figure as? Plot else { return figure }
        return plot.scales(
          x: (x ? xScale : nil) ?? plot.options.xScale, y: (y ? yScale : nil) ?? plot.options.yScale
        )
      })
  }

  /// The panels' drawings at their places.
  public var drawing: Drawing {
    let drawings = figures.map(\.drawing)
    let rows = (drawings.count + columns - 1) / columns
    let cells = { (row: Int) in drawings[row * columns..<min((row + 1) * columns, drawings.count)] }
    let widths = (0..<columns).map { column in
      stride(from: column, to: drawings.count, by: columns).map { drawings[$0].width }.max() ?? 0
    }
    var y = heading == nil ? 0.0 : 32
    var elements: [Drawing.Element] = []
    for row in 0..<rows {
      var x = 0.0
      for (column, drawing) in cells(row).enumerated() {
        elements.append(.shift(Drawing.Point(x: x, y: y), drawing.elements))
        x += widths[column] + Self.gap
      }
      y += (cells(row).map(\.height).max() ?? 0) + (row < rows - 1 ? Self.gap : 0)
    }
    if let heading {
      let style = Drawing.TextStyle(size: Theme.titleSize + 1, isBold: true)
      elements.append(.text(heading, Drawing.Point(x: Theme.margin, y: 24), style))
    }
    let width = widths.reduce(Self.gap * Double(columns - 1), +)
    return Drawing(width: max(width, 1), height: max(y, 1), elements: elements)
  }

  /// The panels as data: rows, columns and each figure.
  public var manifest: JSON {
    .object([
      "kind": "panels", "title": .string(heading ?? ""),
      "rows": .int((figures.count + columns - 1) / columns), "columns": .int(columns),
      "panels": .array(figures.map(\.manifest)),
    ])
  }

  /// The panels in words, one line each.
  public var summary: String {
    let title = heading.map { "\(figures.count) panels “\($0)”" } ?? "\(figures.count) panels"
    return ([title] + figures.map { "  " + $0.summary }).joined(separator: "\n")
  }
}

/// Collects the figures of a group in the order of reading.
@resultBuilder
public enum FigureBuilder {
  /// Takes one figure.
  public static func buildExpression(_ figure: any Figure) -> [any Figure] { [figure] }
  /// Takes several figures.
  public static func buildExpression(_ figures: [any Figure]) -> [any Figure] { figures }
  /// Joins the figures.
  public static func buildBlock(_ parts: [any Figure]...) -> [any Figure] { parts.flatMap { $0 } }
  /// Joins the figures of a loop.
  public static func buildArray(_ parts: [[any Figure]]) -> [any Figure] { parts.flatMap { $0 } }
  /// Takes the figures of an `if`.
  public static func buildOptional(_ part: [any Figure]?) -> [any Figure] { part ?? [] }
  /// Takes the figures of an `if`.
  public static func buildEither(first part: [any Figure]) -> [any Figure] { part }
  /// Takes the figures of an `else`.
  public static func buildEither(second part: [any Figure]) -> [any Figure] { part }
}

/// A figure that can be made to fit a width, unless it was given a size.
private protocol WidthAdapting: Figure {
  func adapted(toWidth width: Double) -> any Figure
}

extension Plot: WidthAdapting {
  fileprivate func adapted(toWidth width: Double) -> any Figure {
    options.size == nil ? size(min(width, 560), min(width * 0.75, 350)) : self
  }
}

extension ImageGrid: WidthAdapting {
  fileprivate func adapted(toWidth width: Double) -> any Figure {
    var grid = self
    grid.options.availableWidth = min(width - 2 * Theme.margin, 440)
    return grid
  }
}

extension AxisScale {
  /// A linear scale over the ranges of all axes, or nil where one of them is not linear.
  fileprivate init?(sharedBy axes: [Axis]) {
    let ranges = axes.compactMap { axis -> ClosedRange<Double>? in
      if case .linear = axis.kind { axis.range } else { nil }
    }
    guard ranges.count == axes.count, let low = ranges.map(\.lowerBound).min(),
      let high = ranges.map(\.upperBound).max()
    else { return nil }
    self = .linear(low...high)
  }
}
