// SPDX-License-Identifier: MIT

import CCairo

/// Cairo's pixels in memory, freed with this object.
final class ImageSurface {
  let pointer: OpaquePointer

  /// White pixels.
  init?(width: Int, height: Int) {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    else { return nil }
    pointer = surface
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { return nil }
  }

  /// The pixels of a picture.
  convenience init?(_ raster: Raster) {
    self.init(width: raster.width, height: raster.height)
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

  deinit { cairo_surface_destroy(pointer) }

  /// The pixels as a picture, in grey if all of them are grey.
  var raster: Raster {
    let width = Int(cairo_image_surface_get_width(pointer))
    let height = Int(cairo_image_surface_get_height(pointer))
    let channels = isGrey ? 1 : 3
    var raster = Raster(width: width, height: height, channels: channels)
    raster.bytes.withUnsafeMutableBufferPointer { bytes in
      withRows { row, pixels in
        let target = UnsafeMutableBufferPointer(
          rebasing: bytes[row * width * channels..<(row + 1) * width * channels])
        if channels == 1 {
          Self.copyGrey(pixels, to: target)
        } else {
          Self.copy(pixels, to: target)
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
