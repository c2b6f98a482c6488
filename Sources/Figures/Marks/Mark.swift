// SPDX-License-Identifier: MIT

import Display

/// One layer of a plot: data drawn in one way.
public protocol Mark: Sendable {
  /// The data with their extent and the way they are drawn.
  var layer: MarkLayer { get }
}

/// What a plot needs to know of a mark to lay out axes and legend and to draw it.
public struct MarkLayer: Sendable {
  var kind: String
  var name: String?
  var x: Extent
  var y: Extent
  /// The mark's own colour; without one a series takes the next of the palette.
  var color: Color?
  var key = Key.none
  /// Whether one unit of x should be as long as one of y.
  var isSquare = false
  /// What the manifest says about the mark.
  var facts: [String: JSON] = [:]
  /// The arrays drawn.
  var data: [String: [Double]] = [:]
  /// Whether the mark covers the lines of the grid.
  var isOpaque = false
  var draw: @Sendable (Frame) -> [Drawing.Element]

  /// How the legend explains the mark.
  enum Key: Sendable {
    case none
    case series(Symbol)
    case classes([(name: String, color: Color)])
    case amounts(ColorMap, ClosedRange<Double>)
    /// Lines or bands at levels.
    case levels(ColorMap, [Double], areBands: Bool)
  }

  enum Symbol: Sendable {
    case line
    case dashedLine
    case dot
    case area
  }
}

/// Where in the figure a mark draws.
struct Frame: Sendable {
  var x: Axis
  var y: Axis
  var color: Color
  /// The dashes of the mark's lines, where the theme tells series apart by them.
  var dash: [Double] = []
  /// Which of several bar series this one is.
  var group: (index: Int, count: Int) = (0, 1)

  /// The pixel of a point, or nil where an axis has no place for it.
  func point(_ x: Double, _ y: Double) -> Drawing.Point? {
    guard self.x.accepts(x), self.y.accepts(y) else { return nil }
    return Drawing.Point(x: self.x.pixel(x), y: self.y.pixel(y))
  }

  /// The pixel of a height, with the floor of the axis for what lies below.
  func level(_ y: Double) -> Double {
    self.y.pixel(self.y.accepts(y) ? y : self.y.range.lowerBound)
  }

  /// The frame's area.
  var area: Drawing.Rectangle {
    Drawing.Rectangle(
      x: min(x.pixels.start, x.pixels.end), y: min(y.pixels.start, y.pixels.end),
      width: abs(x.pixels.end - x.pixels.start), height: abs(y.pixels.end - y.pixels.start))
  }
}

/// Which part of an axis a mark needs.
struct Extent: Sendable {
  var range: ClosedRange<Double>?
  /// The least positive value, where a logarithmic axis begins.
  var leastPositive: Double?
  /// The classes, on a categorical axis.
  var classes: [String]?
  /// Whether the axis ends where the data end, instead of a little beyond.
  var isFlush = false
  /// Whether zero belongs to the axis, as with bars.
  var includesZero = false
  /// Whether every value is a whole number, as with epochs.
  var isWhole = false
  /// Whether the axis runs the other way, as with the rows of a matrix.
  var isReversed = false

  /// Nothing: the mark adapts to the others.
  static let none = Extent()

  init() {}

  init(_ values: some Sequence<Double>) {
    isWhole = true
    for value in values where value.isFinite {
      range = min(range?.lowerBound ?? value, value)...max(range?.upperBound ?? value, value)
      if value > 0 { leastPositive = min(leastPositive ?? value, value) }
      if isWhole, value != value.rounded() { isWhole = false }
    }
  }

  /// A range whose ends are the axis's own.
  init(flush range: ClosedRange<Double>) {
    self.range = range
    leastPositive = range.lowerBound > 0 ? range.lowerBound : nil
    isFlush = true
  }

  /// How long the range is; 1 for a single value.
  var length: Double {
    guard let range, range.lowerBound < range.upperBound else { return 1 }
    return range.upperBound - range.lowerBound
  }

  init(classes: [String]) { self.classes = classes }
}

/// Collects the marks of a plot in the order in which they are drawn.
@resultBuilder
public enum MarkBuilder {
  /// Takes one mark.
  public static func buildExpression(_ mark: any Mark) -> [any Mark] { [mark] }
  /// Takes several marks.
  public static func buildExpression(_ marks: [any Mark]) -> [any Mark] { marks }
  /// Joins the marks.
  public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap { $0 } }
  /// Joins the marks of a loop.
  public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap { $0 } }
  /// Takes the marks of an `if`.
  public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
  /// Takes the marks of an `if`.
  public static func buildEither(first part: [any Mark]) -> [any Mark] { part }
  /// Takes the marks of an `else`.
  public static func buildEither(second part: [any Mark]) -> [any Mark] { part }
}

/// Traps with a reason that a student can act on.
func fail(_ reason: String) -> Never { fatalError(reason) }
