// SPDX-License-Identifier: MIT

import CCairo

/// Draws a drawing with cairo, on pixels or on a page.
struct CairoRenderer {
  private let context: OpaquePointer
  /// Whether shapes are recorded, as in PDF, instead of painted on pixels.
  private let isRecording: Bool

  /// Draws everything on white ground.
  static func draw(_ drawing: Drawing, on context: OpaquePointer, isRecording: Bool) {
    let renderer = CairoRenderer(context: context, isRecording: isRecording)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    for element in drawing.elements { renderer.draw(element) }
  }

  private func draw(_ element: Drawing.Element) {
    switch element {
    case .polyline(let runs, let style):
      for run in runs { trace(run) }
      stroke(style)
    case .polygon(let areas, let color):
      for area in areas {
        trace(area)
        cairo_close_path(context)
      }
      fill(color)
    case .rectangle(let area, let color, let style): draw(area, color, style)
    case .dots(let points, let radius, let color): draw(points, radius: radius, color)
    case .text(let line, let point, let style): draw(line, at: point, style)
    case .shape, .circle, .box: drawOutline(element)
    case .image(let raster, let area): draw(raster, in: area)
    case .pixels(let area, let elements):
      if isRecording, let raster = Self.raster(of: elements, in: area) {
        draw(raster, in: area)
      } else if !isRecording {
        for element in elements { draw(element) }
      }
    case .clip(let area, let elements):
      isolated {
        cairo_rectangle(context, area.x, area.y, area.width, area.height)
        cairo_clip(context)
        for element in elements { draw(element) }
      }
    case .shift(let offset, let elements):
      isolated {
        cairo_translate(context, offset.x, offset.y)
        for element in elements { draw(element) }
      }
    case .link(let address, let elements):
      if isRecording { cairo_tag_begin(context, CAIRO_TAG_LINK, "uri='\(Self.escaped(address))'") }
      for element in elements { draw(element) }
      if isRecording { cairo_tag_end(context, CAIRO_TAG_LINK) }
    }
  }

  /// An address between cairo's quotes.
  private static func escaped(_ address: String) -> String {
    address.reduce(into: "") { text, letter in
      if letter == "'" || letter == "\\" { text.append("\\") }
      text.append(letter)
    }
  }

  /// How many pixels of an embedded picture lie on one pixel of the page.
  private static let embeddedScale = 2.0

  /// What elements look like on transparent ground, for a document.
  static func raster(of elements: [Drawing.Element], in area: Drawing.Rectangle) -> Raster? {
    let width = Int((area.width * embeddedScale).rounded(.up))
    let height = Int((area.height * embeddedScale).rounded(.up))
    guard width > 0, height > 0,
      let surface = ImageSurface(width: width, height: height, isTransparent: true),
      let context = cairo_create(surface.pointer)
    else { return nil }
    defer { cairo_destroy(context) }
    cairo_scale(context, Double(width) / area.width, Double(height) / area.height)
    cairo_translate(context, -area.x, -area.y)
    let renderer = CairoRenderer(context: context, isRecording: false)
    for element in elements { renderer.draw(element) }
    return surface.raster
  }

  private func drawOutline(_ element: Drawing.Element) {
    switch element {
    case .shape(let areas, let color, let style):
      for area in areas {
        trace(area)
        cairo_close_path(context)
      }
      cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
      paint(color, style)
      cairo_set_fill_rule(context, CAIRO_FILL_RULE_WINDING)
    case .circle(let center, let radius, let color, let style):
      cairo_new_sub_path(context)
      cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
      paint(color, style)
    case .box(let area, let radius, let color, let style):
      traceBox(area, radius: min(radius, area.width / 2, area.height / 2))
      paint(color, style)
    default: break
    }
  }

  private func traceBox(_ area: Drawing.Rectangle, radius: Double) {
    let (left, right) = (area.x + radius, area.maxX - radius)
    let (top, bottom) = (area.y + radius, area.maxY - radius)
    cairo_new_sub_path(context)
    cairo_arc(context, right, top, radius, -.pi / 2, 0)
    cairo_arc(context, right, bottom, radius, 0, .pi / 2)
    cairo_arc(context, left, bottom, radius, .pi / 2, .pi)
    cairo_arc(context, left, top, radius, .pi, 1.5 * .pi)
    cairo_close_path(context)
  }

  private func paint(_ color: Color?, _ style: Drawing.Stroke?) {
    if let color {
      setSource(color)
      cairo_fill_preserve(context)
    }
    if let style { stroke(style) } else { cairo_new_path(context) }
  }

  private func isolated(_ body: () -> Void) {
    cairo_save(context)
    body()
    cairo_restore(context)
  }

  private func trace(_ points: [Drawing.Point]) {
    for (index, point) in points.enumerated() {
      if index == 0 {
        cairo_move_to(context, point.x, point.y)
      } else {
        cairo_line_to(context, point.x, point.y)
      }
    }
  }

  private func setSource(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }

  private func fill(_ color: Color) {
    setSource(color)
    cairo_fill(context)
  }

  private func stroke(_ style: Drawing.Stroke) {
    setSource(style.color)
    cairo_set_line_width(context, style.width)
    cairo_set_dash(context, style.dash, Int32(style.dash.count), 0)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_stroke(context)
  }

  private func draw(_ area: Drawing.Rectangle, _ color: Color?, _ style: Drawing.Stroke?) {
    cairo_rectangle(context, area.x, area.y, area.width, area.height)
    paint(color, style)
  }

  /// On pixels disc by disc, since cairo takes far longer for one path of many thousand discs.
  ///
  /// In a document one path of lines without length, whose round ends are the discs, is small.
  private func draw(_ points: [Drawing.Point], radius: Double, _ color: Color) {
    setSource(color)
    if isRecording {
      for point in points {
        cairo_move_to(context, point.x, point.y)
        cairo_line_to(context, point.x, point.y)
      }
      return stroke(Drawing.Stroke(color: color, width: 2 * radius))
    }
    if DotStamper.stamp(points, radius: radius, color, on: context) { return }
    for point in points {
      cairo_arc(context, point.x, point.y, radius, 0, 2 * .pi)
      cairo_fill(context)
    }
  }

  private func draw(_ line: String, at point: Drawing.Point, _ style: Drawing.TextStyle) {
    let weight = style.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL
    cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight)
    setSource(style.color)
    let parts = RichText.parts(line)
    let widths = parts.map { width(of: $0, size: style.size) }
    let total = widths.reduce(0, +)
    isolated {
      cairo_translate(context, point.x, point.y)
      cairo_rotate(context, style.rotation * .pi / 180)
      var x = style.anchor == .start ? 0 : -total * (style.anchor == .middle ? 0.5 : 1)
      for (part, width) in zip(parts, widths) {
        setSize(of: part, size: style.size)
        let shift = part.level == .base ? 0 : (part.level == .raised ? -1 : 0.5) * RichText.shift
        cairo_move_to(context, x, shift * style.size)
        cairo_show_text(context, part.text)
        x += width
      }
    }
    cairo_new_path(context)
  }

  private func setSize(of part: RichText.Part, size: Double) {
    cairo_set_font_size(context, size * 0.93 * (part.level == .base ? 1 : RichText.smallness))
  }

  private func width(of part: RichText.Part, size: Double) -> Double {
    setSize(of: part, size: size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, part.text, &extents)
    return extents.x_advance
  }

  private func draw(_ raster: Raster, in area: Drawing.Rectangle) {
    guard raster.width > 0, raster.height > 0, let surface = ImageSurface(raster) else { return }
    isolated {
      cairo_translate(context, area.x, area.y)
      cairo_scale(
        context, area.width / Double(raster.width), area.height / Double(raster.height))
      cairo_set_source_surface(context, surface.pointer, 0, 0)
      cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
      cairo_rectangle(context, 0, 0, Double(raster.width), Double(raster.height))
      cairo_fill(context)
    }
  }
}
