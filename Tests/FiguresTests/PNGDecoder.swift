// SPDX-License-Identifier: MIT

import CPNG

@testable import Figures

/// Reads a PNG back with libpng's simple interface.
enum PNGDecoder {
  /// The pixels as they are stored: grey or red, green, blue.
  static func decode(_ bytes: [UInt8]) -> Raster? {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0 else { return nil }
    let isColor = image.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) != 0
    image.format = png_uint_32(isColor ? PNG_FORMAT_FLAG_COLOR : 0)
    var raster = Raster(
      width: Int(image.width), height: Int(image.height), channels: isColor ? 3 : 1)
    let isRead = raster.bytes.withUnsafeMutableBytes {
      png_image_finish_read(&image, nil, $0.baseAddress, 0, nil)
    }
    return isRead != 0 ? raster : nil
  }
}
