// SPDX-License-Identifier: MIT

import CCairo

/// Puts many equal discs on pixels: each is a copy of one of a few stamps, moved by whole pixels.
///
/// Cairo traces every disc anew, which takes fifty times as long for the dots of a large scatter.
struct DotStamper {
  /// From how many discs on stamps are worth their while.
  private static let least = 400
  /// In so many places of a pixel, along each side, a disc's middle is told apart.
  private static let places = 4

  /// The side of a stamp in pixels.
  private let side: Int
  /// The amounts of colour of each stamp, 0…255, stamp by stamp and row by row.
  private let stamps: [UInt32]
  private let color: Color

  /// Draws the discs and says so, or leaves them to cairo where they are few or not on pixels.
  static func stamp(
    _ points: [Drawing.Point], radius: Double, _ color: Color, on context: OpaquePointer
  ) -> Bool {
    guard points.count >= least, let surface = cairo_get_group_target(context),
      cairo_surface_get_type(surface) == CAIRO_SURFACE_TYPE_IMAGE
    else { return false }
    var matrix = cairo_matrix_t()
    cairo_get_matrix(context, &matrix)
    guard matrix.xy == 0, matrix.yx == 0, matrix.xx * radius <= 24 else { return false }
    let stamper = DotStamper(radius: matrix.xx * radius, color)
    stamper.draw(points, matrix, clippedBy: Window(context, surface, matrix), on: surface)
    return true
  }

  private init(radius: Double, _ color: Color) {
    let side = 2 * Int((radius + 0.5).rounded(.up)) + 1
    self.side = side
    self.color = color
    let middle = Double(side / 2)
    stamps = (0..<Self.places * Self.places).flatMap { (stamp: Int) -> [UInt32] in
      let x = middle + (Double(stamp % Self.places) + 0.5) / Double(Self.places)
      let y = middle + (Double(stamp / Self.places) + 0.5) / Double(Self.places)
      return (0..<side * side).map { pixel in
        let (dx, dy) = (Double(pixel % side) + 0.5 - x, Double(pixel / side) + 0.5 - y)
        let covered = max(0, min(1, radius + 0.5 - (dx * dx + dy * dy).squareRoot()))
        return UInt32((covered * color.opacity * 255).rounded())
      }
    }
  }

  /// The pixels on which the discs may be seen.
  private struct Window {
    var left: Int
    var right: Int
    var top: Int
    var bottom: Int

    init(_ context: OpaquePointer, _ surface: OpaquePointer, _ matrix: cairo_matrix_t) {
      var (x1, y1, x2, y2) = (0.0, 0.0, 0.0, 0.0)
      cairo_clip_extents(context, &x1, &y1, &x2, &y2)
      left = max(0, Int((x1 * matrix.xx + matrix.x0).rounded()))
      top = max(0, Int((y1 * matrix.yy + matrix.y0).rounded()))
      right = min(
        Int(cairo_image_surface_get_width(surface)), Int((x2 * matrix.xx + matrix.x0).rounded()))
      bottom = min(
        Int(cairo_image_surface_get_height(surface)), Int((y2 * matrix.yy + matrix.y0).rounded()))
    }
  }

  private func draw(
    _ points: [Drawing.Point], _ matrix: cairo_matrix_t, clippedBy window: Window,
    on surface: OpaquePointer
  ) {
    cairo_surface_flush(surface)
    defer { cairo_surface_mark_dirty(surface) }
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface)) / 4
    let count = stride * Int(cairo_image_surface_get_height(surface))
    data.withMemoryRebound(to: UInt32.self, capacity: count) { pixels in
      stamps.withUnsafeBufferPointer { stamps in
        for point in points {
          let (x, y) = (point.x * matrix.xx + matrix.x0, point.y * matrix.yy + matrix.y0)
          guard x.magnitude < 1e6, y.magnitude < 1e6 else { continue }
          draw(atX: x, y: y, stamps, window, pixels, stride)
        }
      }
    }
  }

  private func draw(
    atX x: Double, y: Double, _ stamps: UnsafeBufferPointer<UInt32>, _ window: Window,
    _ pixels: UnsafeMutablePointer<UInt32>, _ stride: Int
  ) {
    let (column, row) = (x.rounded(.down), y.rounded(.down))
    let places = Double(Self.places)
    let stamp = Int((y - row) * places) * Self.places + Int((x - column) * places)
    let (left, top) = (Int(column) - side / 2, Int(row) - side / 2)
    let (firstColumn, endColumn) = (max(window.left - left, 0), min(window.right - left, side))
    let (firstRow, endRow) = (max(window.top - top, 0), min(window.bottom - top, side))
    guard firstColumn < endColumn, firstRow < endRow else { return }
    let (red, green, blue) = color.bytes
    let source = UInt32(red) << 16 | UInt32(blue)
    let other = UInt32(255) << 16 | UInt32(green)
    for rowOfStamp in firstRow..<endRow {
      let line = pixels + (top + rowOfStamp) * stride + left
      let start = (stamp * side + rowOfStamp) * side
      for place in firstColumn..<endColumn {
        let amount = stamps[start + place]
        guard amount > 0 else { continue }
        line[place] = Self.blend(line[place], source, other, amount)
      }
    }
  }

  /// Mixes two pairs of bytes at once: red with blue, opacity with green.
  private static func blend(
    _ pixel: UInt32, _ redBlue: UInt32, _ opacityGreen: UInt32, _ amount: UInt32
  ) -> UInt32 {
    let rest = 255 - amount
    let first = divided(redBlue * amount + (pixel & 0xFF_00FF) * rest)
    let second = divided(opacityGreen * amount + ((pixel >> 8) & 0xFF_00FF) * rest)
    return second << 8 | first
  }

  /// Each of two products of bytes divided by 255 and rounded.
  private static func divided(_ pair: UInt32) -> UInt32 {
    let sum = pair + 0x80_0080
    return ((sum + ((sum >> 8) & 0xFF_00FF)) >> 8) & 0xFF_00FF
  }
}
