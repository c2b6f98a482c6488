// SPDX-License-Identifier: MIT

import Display

/// Pixels that fill two ranges of a plot.
struct Picture: Mark {
  let raster: Raster
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  var layer: MarkLayer {
    MarkLayer(
      kind: "image", x: Extent(flush: x), y: Extent(flush: y),
      facts: ["height": .int(raster.height), "width": .int(raster.width)], isOpaque: true
    ) { frame in
      let (left, right) = x.pixels(on: frame.x)
      let (top, bottom) = y.pixels(on: frame.y)
      let area = Drawing.Rectangle(x: left, y: top, width: right - left, height: bottom - top)
      return [.image(raster, area)]
    }
  }
}
