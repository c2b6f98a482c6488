// SPDX-License-Identifier: MIT

public import Datasets
import Layers
import Learning
import Tensors

extension OracleClassifier {
  /// The classifier for a data set: from the cache if it was trained before, or trained now and kept there.
  ///
  /// A cached classifier is found by a checksum of the training images and their labels, and is trusted only if the
  /// checksum of its own weights is right. Where the cache cannot be written, the classifier is trained each time.
  public static func cached(for dataset: ImageDataset, seed: UInt64 = 1) -> OracleClassifier {
    cached(
      for: dataset.train, classCount: dataset.classCount, seed: seed,
      folder: CacheFolder.writable("models"))
  }

  static func cached(
    for images: LabeledImages, classCount: Int, seed: UInt64, folder: String?
  ) -> OracleClassifier {
    let key = Fingerprint.text(
      of: [images.images], numbers: images.labels + [classCount, Int(truncatingIfNeeded: seed)])
    let path = folder.map { "\($0)/oracle-\(epochCount)-\(key).safetensors" }
    if let path, let oracle = OracleClassifier(readingFrom: path, images, classCount) {
      return oracle
    }
    let oracle = trained(on: images, classCount: classCount, seed: seed)
    // A cache that cannot be written costs time, not the result.
    if let path { try? oracle.save(to: path, metadata: ["weights": oracle.fingerprint]) }
    return oracle
  }

  /// The classifier of a file, unless the file is absent, of another shape or damaged.
  private init?(readingFrom path: String, _ images: LabeledImages, _ classCount: Int) {
    var rng = PCG32(seed: 0)
    let pixelCount = images.images.elementCount / max(1, images.count)
    self.init(pixelCount: pixelCount, classCount: classCount, using: &rng)
    guard let checkpoint = try? Checkpoint(readingFrom: path), (try? load(checkpoint)) != nil,
      checkpoint.metadata["weights"] == fingerprint
    else { return nil }
  }

  private var fingerprint: String {
    Fingerprint.text(of: parameters.map(\.parameter.value), numbers: [])
  }
}

/// A checksum of numbers that is quick to compute; it finds damage, not forgery.
enum Fingerprint {
  private static let offset: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01b3

  /// Sixteen hexadecimal digits that follow from all bits of the tensors, their shapes and the numbers.
  static func text(of tensors: [Tensor], numbers: [Int]) -> String {
    var sum = offset
    for tensor in tensors {
      for size in tensor.shape { add(UInt64(size), to: &sum) }
      tensor.withScalars { scalars in
        for scalar in scalars { add(UInt64(scalar.bitPattern), to: &sum) }
      }
    }
    for number in numbers { add(UInt64(bitPattern: Int64(number)), to: &sum) }
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// FNV-1a in words instead of bytes, with the high bits brought down.
  @inline(__always) private static func add(_ word: UInt64, to sum: inout UInt64) {
    sum = (sum ^ word) &* prime
    sum ^= sum >> 32
  }
}
