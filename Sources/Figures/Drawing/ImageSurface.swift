// SPDX-License-Identifier: MIT

import CCairo

/// Cairo's pixels in memory, freed with this object.
final class ImageSurface {
  let pointer: OpaquePointer
  private let isTransparent: Bool

  /// White pixels, or transparent ones.
  init?(width: Int, height: Int, isTransparent: Bool = false) {
    let format = isTransparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24
    guard let surface = cairo_image_surface_create(format, Int32(width), Int32(height))
    else { return nil }
    self.isTransparent = isTransparent
    pointer = surface
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { return nil }
  }

  /// The pixels of a picture.
  convenience init?(_ raster: Raster) {
    self.init(width: raster.width, height: raster.height, isTransparent: raster.channels == 4)
    if raster.channels == 4 { setPixels(raster) } else { setOpaquePixels(raster) }
  }

  private func setOpaquePixels(_ raster: Raster) {
    withRows { row, pixels in
      let start = row * raster.width * raster.channels
      for column in 0..<raster.width {
        let place = start + column * raster.channels
        let blue = raster.channels == 1 ? 0 : 2
        pixels[column] =
          UInt32(raster.bytes[place]) << 16 | UInt32(raster.bytes[place + blue / 2]) << 8
          | UInt32(raster.bytes[place + blue])
      }
    }
  }

  /// Cairo holds colours multiplied by their opacity.
  private func setPixels(_ raster: Raster) {
    withRows { row, pixels in
      for column in 0..<raster.width {
        let place = (row * raster.width + column) * 4
        let opacity = UInt32(raster.bytes[place + 3])
        pixels[column] = (0..<3).reduce(opacity << 24) { pixel, part in
          let amount = (UInt32(raster.bytes[place + part]) * opacity + 127) / 255
          return pixel | amount << (16 - 8 * UInt32(part))
        }
      }
    }
  }

  deinit { cairo_surface_destroy(pointer) }

  /// The pixels as a picture, in grey if all of them are grey.
  var raster: Raster {
    let width = Int(cairo_image_surface_get_width(pointer))
    let height = Int(cairo_image_surface_get_height(pointer))
    let channels = isTransparent ? 4 : isGrey ? 1 : 3
    var raster = Raster(width: width, height: height, channels: channels)
    raster.bytes.withUnsafeMutableBufferPointer { bytes in
      withRows { row, pixels in
        let target = UnsafeMutableBufferPointer(
          rebasing: bytes[row * width * channels..<(row + 1) * width * channels])
        switch channels {
        case 1: Self.copyGrey(pixels, to: target)
        case 4: Self.copyTransparent(pixels, to: target)
        default: Self.copy(pixels, to: target)
        }
      }
    }
    return raster
  }

  private static func copyGrey(
    _ pixels: UnsafeMutableBufferPointer<UInt32>, to bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    for index in pixels.indices { bytes[index] = UInt8(truncatingIfNeeded: pixels[index]) }
  }

  private static func copy(
    _ pixels: UnsafeMutableBufferPointer<UInt32>, to bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    for index in pixels.indices {
      let pixel = pixels[index]
      bytes[3 * index] = UInt8(truncatingIfNeeded: pixel >> 16)
      bytes[3 * index + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
      bytes[3 * index + 2] = UInt8(truncatingIfNeeded: pixel)
    }
  }

  private static func copyTransparent(
    _ pixels: UnsafeMutableBufferPointer<UInt32>, to bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    for index in pixels.indices {
      let pixel = pixels[index]
      let opacity = pixel >> 24
      for part in 0..<3 {
        let amount = (pixel >> (16 - 8 * UInt32(part))) & 0xFF
        let full = opacity == 0 ? 0 : min(255, (amount * 255 + opacity / 2) / opacity)
        bytes[4 * index + part] = UInt8(truncatingIfNeeded: full)
      }
      bytes[4 * index + 3] = UInt8(truncatingIfNeeded: opacity)
    }
  }

  private var isGrey: Bool {
    var differences: UInt32 = 0
    withRows { _, pixels in
      for pixel in pixels { differences |= (pixel ^ (pixel >> 8)) & 0xFFFF }
    }
    return differences == 0
  }

  private func withRows(_ body: (Int, UnsafeMutableBufferPointer<UInt32>) -> Void) {
    cairo_surface_flush(pointer)
    guard let data = cairo_image_surface_get_data(pointer) else { return }
    let width = Int(cairo_image_surface_get_width(pointer))
    let stride = Int(cairo_image_surface_get_stride(pointer))
    for row in 0..<Int(cairo_image_surface_get_height(pointer)) {
      (data + row * stride).withMemoryRebound(to: UInt32.self, capacity: width) { start in
        body(row, UnsafeMutableBufferPointer(start: start, count: width))
      }
    }
    cairo_surface_mark_dirty(pointer)
  }
}
