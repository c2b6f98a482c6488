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
    /// Closed outlines; what lies in two of them is a hole.
    case shape([[Point]], fill: Color?, stroke: Stroke?)
    case circle(Point, radius: Double, fill: Color?, stroke: Stroke?)
    /// A rectangle with round corners.
    case box(Rectangle, radius: Double, fill: Color?, stroke: Stroke?)
    /// Equal discs.
    case dots([Point], radius: Double, Color)
    /// A line of text; the point is on its baseline.
    case text(String, Point, TextStyle)
    /// A picture, its pixels shown as sharp squares.
    case image(Raster, Rectangle)
    /// A part of which only what lies in the rectangle is seen.
    case clip(Rectangle, [Element])
    /// A part of so many shapes that documents show it as pixels.
    case pixels(Rectangle, [Element])
    /// A part moved as a whole.
    case shift(Point, [Element])
    /// A part that leads to an address, in formats that know links.
    case link(String, [Element])
  }
}
