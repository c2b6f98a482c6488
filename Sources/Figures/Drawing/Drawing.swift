// SPDX-License-Identifier: MIT

/// A finished drawing: shapes at pixels of the page, ready for any format.
public struct Drawing: Sendable {
  var width: Double
  var height: Double
  var elements: [Element] = []

  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
  }

  struct Rectangle: Sendable, Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var maxX: Double { x + width }
    var maxY: Double { y + height }
  }

  enum Anchor: String, Sendable {
    case start
    case middle
    case end
  }

  struct TextStyle: Sendable {
    var size: Double
    var color: Color = Theme.ink
    var isBold = false
    var anchor = Anchor.start
    /// Turns the line around its point, in degrees clockwise.
    var rotation = 0.0
  }

  struct Stroke: Sendable {
    var color: Color
    var width: Double
    var dash: [Double] = []
  }

  indirect enum Element: Sendable {
    /// Lines through points; several runs where there are gaps.
    case polyline([[Point]], Stroke)
    /// Filled areas, each bounded by its points.
    case polygon([[Point]], Color)
    case rectangle(Rectangle, fill: Color?, stroke: Stroke?)
    /// Equal discs.
    case dots([Point], radius: Double, Color)
    /// A line of text; the point is on its baseline.
    case text(String, Point, TextStyle)
    /// A picture, its pixels shown as sharp squares.
    case image(Raster, Rectangle)
    /// A part of which only what lies in the rectangle is seen.
    case clip(Rectangle, [Element])
    /// A part moved as a whole.
    case shift(Point, [Element])
  }
}

/// The few sizes and colours that every figure shares.
enum Theme {
  static let ink = Color(grey: 0.13)
  static let quiet = Color(grey: 0.36)
  static let axis = Color(grey: 0.55)
  static let grid = Color(grey: 0.915)
  static let titleSize = 14.0
  static let labelSize = 12.0
  static let tickSize = 11.0
  static let margin = 12.0
}
