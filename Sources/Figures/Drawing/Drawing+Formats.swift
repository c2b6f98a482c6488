// SPDX-License-Identifier: MIT

import CCairo

extension Drawing {
  /// How many pixels of the PNG lie on one pixel of the page, so that it is sharp on fine screens.
  static let scale = 2

  /// The drawing as a PNG.
  func png() -> [UInt8] { PNGEncoder.encode(raster()) }

  /// The drawing's pixels.
  func raster() -> Raster {
    let pixelWidth = Int((width * Double(Self.scale)).rounded(.up))
    let pixelHeight = Int((height * Double(Self.scale)).rounded(.up))
    guard let surface = ImageSurface(width: pixelWidth, height: pixelHeight),
      let context = cairo_create(surface.pointer)
    else { return Raster(width: 1, height: 1, channels: 1) }
    defer { cairo_destroy(context) }
    cairo_scale(context, Double(Self.scale), Double(Self.scale))
    Self.useGreyText(context)
    CairoRenderer.draw(self, on: context, isRecording: false)
    return surface.raster
  }

  /// The drawing as a page of PDF, with its fonts, the same bytes each time.
  func pdf() -> [UInt8] {
    var bytes: [UInt8] = []
    withUnsafeMutablePointer(to: &bytes) { output in
      // A pixel of the page is 1/96 inch, a point of PDF 1/72.
      let points = 0.75
      let surface = cairo_pdf_surface_create_for_stream(
        appendBytes, output, width * points, height * points)
      defer { cairo_surface_destroy(surface) }
      cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
      guard let context = cairo_create(surface) else { return }
      defer { cairo_destroy(context) }
      cairo_scale(context, points, points)
      CairoRenderer.draw(self, on: context, isRecording: true)
      cairo_show_page(context)
      cairo_surface_finish(surface)
    }
    return bytes
  }

  /// Coloured fringes around letters would make a grey picture a coloured one.
  private static func useGreyText(_ context: OpaquePointer) {
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }
}

private func appendBytes(
  _ output: UnsafeMutableRawPointer?, _ data: UnsafePointer<UInt8>?, _ count: UInt32
) -> cairo_status_t {
  output?.assumingMemoryBound(to: [UInt8].self).pointee
    .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
  return CAIRO_STATUS_SUCCESS
}
