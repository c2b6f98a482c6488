// SPDX-License-Identifier: MIT

import Display

/// Writes a drawing as SVG, with its texts as texts.
struct SVGWriter {
  private static let fonts = "Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif"

  private var text = ""

  private init() {}

  /// The document's source; the description is what screen readers say.
  static func write(_ drawing: Drawing, description: String) -> String {
    var writer = SVGWriter()
    let (width, height) = (number(drawing.width), number(drawing.height))
    writer.text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img" aria-label="\(escaped(description))" \
      font-family="\(fonts)">
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>

      """
    for element in drawing.elements { writer.write(element) }
    return writer.text + "</svg>\n"
  }

  private mutating func write(_ element: Drawing.Element) {
    switch element {
    case .polyline([], _), .polygon([], _), .dots([], radius: _, _): break
    case .polyline(let runs, let stroke): write(runs, stroke)
    case .polygon(let areas, let color):
      let path = areas.map { Self.path($0) + "Z" }.joined()
      text += "<path d=\"\(path)\"\(Self.fill(color))/>\n"
    case .rectangle(let area, let fill, let stroke):
      text += "<rect\(Self.attributes(area))\(Self.fill(fill))"
      text += (stroke.map { Self.stroke($0) } ?? "") + "/>\n"
    case .dots(let points, let radius, let color):
      // A line of no length with round ends is a disc, and is written with few letters.
      let path = points.map { "M\(Self.number($0.x)) \(Self.number($0.y))h0" }.joined()
      let stroke = Drawing.Stroke(color: color, width: 2 * radius)
      text += "<path d=\"\(path)\" fill=\"none\"\(Self.stroke(stroke)) stroke-linecap=\"round\"/>\n"
    case .text(let line, let point, let style): write(line, point, style)
    case .shape(let areas, let fill, let stroke):
      let path = areas.map { Self.path($0) + "Z" }.joined()
      text += "<path d=\"\(path)\" fill-rule=\"evenodd\"\(Self.fill(fill))"
      text += (stroke.map { Self.stroke($0) + " stroke-linejoin=\"round\"" } ?? "") + "/>\n"
    case .circle(let center, let radius, let fill, let stroke):
      text += "<circle cx=\"\(Self.number(center.x))\" cy=\"\(Self.number(center.y))\""
      text += " r=\"\(Self.number(radius))\"\(Self.fill(fill))"
      text += (stroke.map { Self.stroke($0) } ?? "") + "/>\n"
    case .box(let area, let radius, let fill, let stroke):
      text += "<rect\(Self.attributes(area)) rx=\"\(Self.number(radius))\"\(Self.fill(fill))"
      text += (stroke.map { Self.stroke($0) } ?? "") + "/>\n"
    case .image(let raster, let area): write(raster, area, isSharp: true)
    case .pixels(let area, let elements):
      guard let raster = CairoRenderer.raster(of: elements, in: area) else { break }
      write(raster, area, isSharp: false)
    case .clip(let area, let elements): write(elements, clippedTo: area)
    case .shift(let offset, let elements):
      text += "<g transform=\"translate(\(Self.number(offset.x)) \(Self.number(offset.y)))\">\n"
      for element in elements { write(element) }
      text += "</g>\n"
    case .link(let address, let elements):
      text += "<a href=\"\(Self.escaped(address))\">\n"
      for element in elements { write(element) }
      text += "</a>\n"
    }
  }

  private mutating func write(_ runs: [[Drawing.Point]], _ stroke: Drawing.Stroke) {
    let path = runs.map(Self.path).joined()
    text += "<path d=\"\(path)\" fill=\"none\"\(Self.stroke(stroke))"
    text += " stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n"
  }

  private mutating func write(_ line: String, _ point: Drawing.Point, _ style: Drawing.TextStyle) {
    text += "<text x=\"\(Self.number(point.x))\" y=\"\(Self.number(point.y))\""
    text += " font-size=\"\(Self.number(style.size))\""
    if style.isBold { text += " font-weight=\"600\"" }
    if style.anchor != .start { text += " text-anchor=\"\(style.anchor.rawValue)\"" }
    if style.rotation != 0 {
      let (angle, x, y) = (style.rotation, Self.number(point.x), Self.number(point.y))
      text += " transform=\"rotate(\(Self.number(angle)) \(x) \(y))\""
    }
    text += "\(Self.fill(style.color))>\(Self.spans(line, size: style.size))</text>\n"
  }

  private mutating func write(_ raster: Raster, _ area: Drawing.Rectangle, isSharp: Bool) {
    let data = Base64.encode(PNGEncoder.encode(raster))
    text += "<image\(Self.attributes(area)) preserveAspectRatio=\"none\""
    if isSharp { text += " style=\"image-rendering:pixelated\"" }
    text += " href=\"data:image/png;base64,\(data)\"/>\n"
  }

  /// The parts of a label, the raised and lowered ones smaller and moved.
  private static func spans(_ line: String, size: Double) -> String {
    var level = 0.0
    return RichText.parts(line).map { part in
      let wanted = part.level == .base ? 0 : (part.level == .raised ? -1 : 0.5) * RichText.shift
      let step = (wanted - level) * size
      level = wanted
      if part.level == .base, step == 0 { return escaped(part.text) }
      let small =
        part.level == .base ? "" : " font-size=\"\(number(size * RichText.smallness))\""
      return "<tspan dy=\"\(number(step))\"\(small)>\(escaped(part.text))</tspan>"
    }.joined()
  }

  private mutating func write(_ elements: [Drawing.Element], clippedTo area: Drawing.Rectangle) {
    // A nested document clips without an identifier, which could clash with that of another figure.
    let corner = "\(Self.number(area.x)) \(Self.number(area.y))"
    let size = "\(Self.number(area.width)) \(Self.number(area.height))"
    text += "<svg\(Self.attributes(area)) viewBox=\"\(corner) \(size)\">\n"
    for element in elements { write(element) }
    text += "</svg>\n"
  }

  private static func path(_ points: [Drawing.Point]) -> String {
    var path = ""
    for (index, point) in points.enumerated() {
      path += (index == 0 ? "M" : "L") + number(point.x) + " " + number(point.y)
    }
    return path
  }

  private static func attributes(_ area: Drawing.Rectangle) -> String {
    " x=\"\(number(area.x))\" y=\"\(number(area.y))\""
      + " width=\"\(number(area.width))\" height=\"\(number(area.height))\""
  }

  private static func fill(_ color: Color?) -> String {
    guard let color else { return " fill=\"none\"" }
    let opacity = color.opacity < 1 ? " fill-opacity=\"\(number(color.opacity))\"" : ""
    return " fill=\"\(color.hex)\"" + opacity
  }

  private static func stroke(_ stroke: Drawing.Stroke) -> String {
    var text = " stroke=\"\(stroke.color.hex)\" stroke-width=\"\(number(stroke.width))\""
    if stroke.color.opacity < 1 { text += " stroke-opacity=\"\(number(stroke.color.opacity))\"" }
    if !stroke.dash.isEmpty {
      text += " stroke-dasharray=\"\(stroke.dash.map(number).joined(separator: " "))\""
    }
    return text
  }

  /// A coordinate with at most two decimals: finer than any screen, and without noise in comparisons.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    var text = hundredths < 0 ? "-\(whole)" : "\(whole)"
    if rest > 0 {
      text += rest < 10 ? ".0\(rest)" : rest.isMultiple(of: 10) ? ".\(rest / 10)" : ".\(rest)"
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    // Control characters are not allowed in XML, not even escaped.
    let allowed = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
    return String(String.UnicodeScalarView(allowed)).htmlEscaped
  }
}
