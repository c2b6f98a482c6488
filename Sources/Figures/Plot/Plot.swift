// SPDX-License-Identifier: MIT

import Display

/// A plot: data drawn by marks over common axes.
///
/// Scales, ticks, colours and the legend follow from the data unless they are given.
public struct Plot: Figure {
  let layers: [MarkLayer]
  var options = Options()
  /// The name of the files that an exporter writes.
  public var name: String?

  /// What was asked for; nil follows from the data.
  struct Options: Sendable {
    var title: String?
    var xLabel: String?
    var yLabel: String?
    var xScale = AxisScale.automatic
    var yScale = AxisScale.automatic
    var size: (width: Double, height: Double)?
    var aspectRatio: Double?
    /// The size of the frame alone, where pixels or cells must come out even.
    var frameSize: (width: Double, height: Double)?
    var legendTitle: String?
    var showsLegend = true
    /// Whether the grid is drawn; nil where the marks decide.
    var showsGrid: Bool?
    var showsAxes = true
    /// Whether another panel's labels stand for these.
    var hidesXLabels = false
    var hidesYLabels = false
  }

  /// Makes a plot of the marks, the first at the back.
  public init(@MarkBuilder _ marks: () -> [any Mark]) {
    layers = marks().map(\.layer)
  }

  private func with(_ change: (inout Options) -> Void) -> Plot {
    var plot = self
    change(&plot.options)
    return plot
  }

  /// The plot with a title above it.
  public func title(_ title: String) -> Plot { with { $0.title = title } }

  /// The plot with labels, which name a quantity and its unit, at its axes.
  public func axes(x: String? = nil, y: String? = nil) -> Plot {
    with {
      $0.xLabel = x ?? $0.xLabel
      $0.yLabel = y ?? $0.yLabel
    }
  }

  /// The plot with given scales in place of those that follow from the data: range, kind, ticks, direction.
  public func scales(x: AxisScale = .automatic, y: AxisScale = .automatic) -> Plot {
    with { ($0.xScale, $0.yScale) = (x, y) }
  }

  /// The plot in a given size, in pixels of the page.
  public func size(_ width: Double, _ height: Double) -> Plot {
    with { $0.size = (max(width, 80), max(height, 60)) }
  }

  /// The plot with one unit of x so many times as long as one unit of y.
  public func aspectRatio(_ ratio: Double) -> Plot { with { $0.aspectRatio = ratio } }

  /// The plot with a heading for its legend, which names what the colours stand for.
  public func legend(_ title: String) -> Plot { with { $0.legendTitle = title } }

  /// The plot without a legend.
  public func legendHidden() -> Plot { with { $0.showsLegend = false } }

  /// The plot with or without the lines of its grid.
  public func grid(_ isShown: Bool) -> Plot { with { $0.showsGrid = isShown } }

  /// The plot without axes, ticks and grid, as a picture.
  public func axesHidden() -> Plot { with { $0.showsAxes = false } }

  /// The plot's shapes at their places.
  public var drawing: Drawing { PlotLayout(self).drawing() }
}
