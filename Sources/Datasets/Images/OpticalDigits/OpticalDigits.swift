// SPDX-License-Identifier: MIT

import CZlib
import Display
import Tensors

/// Small handwritten digits that are part of the library: 1,797 images of 8 × 8 pixels.
///
/// Each pixel counts the dark dots, 0 to 16, of a 4 × 4 square of the scanned bitmap; here they are divided by 16.
/// The first four fifths are for training, the rest for tests.
///
/// Source: E. Alpaydin and C. Kaynak (1998), *Optical Recognition of Handwritten Digits*, UCI Machine Learning
/// Repository, doi:10.24432/C50P49, the file of test images. Licence: CC BY 4.0.
public enum OpticalDigits {
  private static let count = 1797
  private static let trainCount = 1437
  private static let size = 8
  private static let darkest: Float = 16

  private static let card = DatasetCard(
    name: "Optical digits", summary: "Handwritten digits, 8 × 8 pixels, ten classes.",
    values: "dark dots of a 4 × 4 square of the scan, divided by 16: 0 is background, 1 is ink",
    source: "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, "
      + "UCI Machine Learning Repository, doi:10.24432/C50P49, the file of test images; "
      + "part of the library",
    licence: "CC BY 4.0")

  private static let digits: ImageDataset = {
    let bytes = unpacked()
    let scalars = bytes.prefix(count * size * size).map { Float($0) / darkest }
    let all = LabeledImages(
      images: Tensor(scalars, shape: [count, size, size]),
      labels: bytes.suffix(count).map { Int($0) })
    return ImageDataset(
      card, classNames: (0...9).map(\.description), train: all[..<trainCount],
      test: all[trainCount...])
  }()

  /// The set; it needs no file and no network.
  public static func load() -> ImageDataset { digits }

  /// The dots of all pixels, then the labels.
  static func unpacked() -> [UInt8] {
    let packed = Base64.decode(packedFirst) + Base64.decode(packedSecond)
    var bytes = [UInt8](repeating: 0, count: count * (size * size + 1))
    var length = uLongf(bytes.count)
    let status = uncompress(&bytes, &length, packed, uLong(packed.count))
    if status != Z_OK || Int(length) != bytes.count {
      fatalError("Optical digits: the embedded data are damaged (zlib status \(status))")
    }
    return bytes
  }
}
