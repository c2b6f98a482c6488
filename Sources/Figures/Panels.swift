// SPDX-License-Identifier: MIT

public import Display

/// Several figures side by side in one.
public struct Panels: Figure {
  private static let gap = 8.0
  private static let pageWidth = 860.0

  private var figures: [any Figure]
  private let columns: Int
  private var heading: String?
  private var columnTitles: [String] = []
  private var rowTitles: [String] = []
  /// The name of the files that an exporter writes.
  public var name: String?

  /// Puts figures in rows of so many columns; plots without a size of their own share the width.
  public init(columns: Int = 2, @FigureBuilder _ figures: () -> [any Figure]) {
    let figures = figures()
    if columns < 1 { fail("Panels: \(columns) columns; there must be at least one") }
    self.columns = max(1, min(columns, figures.count))
    let width = Self.pageWidth / Double(self.columns)
    self.figures = figures.map { $0.fitted(width) }
  }

  /// The panels with a common title.
  public func title(_ title: String) -> Panels {
    var panels = self
    panels.heading = title
    return panels
  }

  /// The panels with a title above each column.
  public func columnTitles(_ titles: [String]) -> Panels {
    var panels = self
    panels.columnTitles = titles
    return panels
  }

  /// The panels with a title left of each row.
  public func rowTitles(_ titles: [String]) -> Panels {
    var panels = self
    panels.rowTitles = titles
    return panels
  }

  /// The panels with the same range on the axes of all plots, so that they can be compared.
  public func sharedScales(x: Bool = true, y: Bool = true) -> Panels {
    let plots = figures.compactMap { $0 as? Plot }.map { PlotAxes($0.layers, $0.options) }
    let (xScale, yScale) = (
      AxisScale(sharedBy: plots.map(\.x)), AxisScale(sharedBy: plots.map(\.y))
    )
    var panels = self
    panels.figures = figures.map { figure in
      guard let plot = figure as? Plot else { return figure }
      return plot.scales(
        x: (x ? xScale : nil) ?? plot.options.xScale, y: (y ? yScale : nil) ?? plot.options.yScale)
    }
    return panels
  }

  /// The panels with the same ranges, labelled only left of the first column and below the last row.
  public func sharedAxes(x: Bool = true, y: Bool = true) -> Panels {
    var panels = sharedScales(x: x, y: y)
    panels.figures = panels.figures.enumerated().map { index, figure in
      guard var plot = figure as? Plot else { return figure }
      plot.options.hidesXLabels = x && index + columns < panels.figures.count
      plot.options.hidesYLabels = y && !index.isMultiple(of: columns)
      return plot
    }
    return panels
  }

  /// The panels' drawings at their places.
  public var drawing: Drawing {
    let drawings = figures.map(\.drawing)
    let rows = (drawings.count + columns - 1) / columns
    let cells = { (row: Int) in drawings[row * columns..<min((row + 1) * columns, drawings.count)] }
    let widths = (0..<columns).map { column in
      stride(from: column, to: drawings.count, by: columns).map { drawings[$0].width }.max() ?? 0
    }
    let left = rowTitles.isEmpty ? 0.0 : 22
    var y = (heading == nil ? 0.0 : 32) + (columnTitles.isEmpty ? 0 : 22)
    var elements = headings(left: left, bottom: y, widths)
    for row in 0..<rows {
      var x = left
      for (column, drawing) in cells(row).enumerated() {
        elements.append(.shift(Drawing.Point(x: x, y: y), drawing.elements))
        x += widths[column] + Self.gap
      }
      let height = cells(row).map(\.height).max() ?? 0
      if row < rowTitles.count {
        elements.append(rowTitle(rowTitles[row], middle: y + height / 2))
      }
      y += height + (row < rows - 1 ? Self.gap : 0)
    }
    let width = widths.reduce(left + Self.gap * Double(columns - 1), +)
    let headingWidth = heading.map {
      TextMetrics.width($0, size: Theme.titleSize + 1, isBold: true) + 2 * Theme.margin
    }
    return Drawing(
      width: max(width, headingWidth ?? 0, 1), height: max(y, 1), elements: elements)
  }

  private func headings(left: Double, bottom: Double, _ widths: [Double]) -> [Drawing.Element] {
    var elements: [Drawing.Element] = []
    if let heading {
      let style = Drawing.TextStyle(size: Theme.titleSize + 1, isBold: true)
      elements.append(.text(heading, Drawing.Point(x: Theme.margin, y: 24), style))
    }
    let style = Drawing.TextStyle(size: Theme.labelSize, isBold: true, anchor: .middle)
    var x = left
    for (title, width) in zip(columnTitles, widths) {
      elements.append(.text(title, Drawing.Point(x: x + width / 2, y: bottom - 4), style))
      x += width + Self.gap
    }
    return elements
  }

  private func rowTitle(_ title: String, middle: Double) -> Drawing.Element {
    let style = Drawing.TextStyle(
      size: Theme.labelSize, isBold: true, anchor: .middle, rotation: -90)
    return .text(title, Drawing.Point(x: 18, y: middle), style)
  }

  /// The panels as data: rows, columns and each figure.
  public var manifest: JSON {
    .object([
      "kind": "panels", "title": .string(heading ?? ""),
      "rows": .int((figures.count + columns - 1) / columns), "columns": .int(columns),
      "rowTitles": .array(rowTitles.map(JSON.string)),
      "columnTitles": .array(columnTitles.map(JSON.string)),
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
protocol WidthAdapting: Figure {
  func adapted(toWidth width: Double) -> any Figure
}

extension Figure {
  func fitted(_ width: Double) -> any Figure {
    (self as? any WidthAdapting)?.adapted(toWidth: width) ?? self
  }
}

extension Plot: WidthAdapting {
  func adapted(toWidth width: Double) -> any Figure {
    options.size == nil ? size(min(width, 560), min(width * 0.75, 350)) : self
  }
}

extension ImageGrid: WidthAdapting {
  func adapted(toWidth width: Double) -> any Figure {
    var grid = self
    grid.options.availableWidth = min(width - 2 * Theme.margin, 440)
    return grid
  }
}

extension AxisScale {
  /// A scale over the ranges of all axes, or nil where they are of different kinds or classes.
  fileprivate init?(sharedBy axes: [Axis]) {
    guard let low = axes.map(\.range.lowerBound).min(),
      let high = axes.map(\.range.upperBound).max()
    else { return nil }
    let isLinear = axes.allSatisfy { if case .linear = $0.kind { true } else { false } }
    if isLinear {
      self = .linear(low...high)
    } else if axes.allSatisfy({ $0.kind == .logarithmic }) {
      self = .logarithmic(low...high)
    } else {
      return nil
    }
    isReversed = axes.allSatisfy(\.isReversed)
  }
}
