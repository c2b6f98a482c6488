// SPDX-License-Identifier: MIT

import Tensors

/// Small colour photographs in ten classes.
///
/// 50,000 training and 10,000 test images of 32 × 32 pixels, `[count, 32, 32, 3]` in red, green and blue.
///
/// Source: A. Krizhevsky, V. Nair and G. Hinton, University of Toronto. Licence: none stated; free use with citation.
/// - Paper: Krizhevsky (2009), *Learning Multiple Layers of Features from Tiny Images*.
public enum CIFAR10 {
  private static let folder = "cifar10"
  private static let (side, channelCount) = (32, 3)
  private static let recordSize = 1 + side * side * channelCount
  private static let batchSize = 10_000
  private static let trainBatches = (1...5).map { "data_batch_\($0).bin" }
  private static let testBatch = "test_batch.bin"

  static let archive = DataFile(
    name: "cifar-10-binary.tar.gz", byteCount: 170_052_171,
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    addresses: ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"])

  /// The first 4,000 training images, in a folder of data for work without a network.
  static let beginning = DataFile(
    name: "cifar10_train_first4000.bin.gz", byteCount: 11_349_652,
    sha256: "d32c18318de59292af92f571821e2570d0ce4d63cf4b3de2570ee51bf268ee72",
    content: Fingerprint(byteCount: 12_292_000, crc32: 0xcf49_3165))

  private static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  private static func card(_ name: String, _ files: [DataFile]) -> DatasetCard {
    DatasetCard(
      name: name, summary: "Colour photographs, 32 × 32 pixels, ten classes.",
      values: "red, green and blue from 0 to 1, 256 steps",
      source: "A. Krizhevsky, V. Nair and G. Hinton, cs.toronto.edu/~kriz/cifar.html",
      licence: "none stated; free use with citation",
      paper: "Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images",
      folder: folder, files: files)
  }

  /// Loads the set, or its beginning where a folder of data holds only that.
  ///
  /// Each image takes 12 kB of memory, so that the whole set takes 740 MB; a smaller number of each part is often enough.
  /// The result's `name` says whether it is the whole set.
  /// - Throws: `DatasetError` where the files are not to be had or not what they should be.
  public static func load(most: Int = 10_000) throws(DatasetError) -> ImageDataset {
    try load(most: most, from: .standard)
  }

  static func load(
    most: Int, from library: DataLibrary
  ) throws(DatasetError) -> ImageDataset {
    if library.path(of: archive.name, in: folder) == nil,
      let path = library.path(of: beginning.name, in: folder)
    {
      let bytes = try beginning.content(at: path)
      let name = "CIFAR-10 (the first \(bytes.count / recordSize) training images)"
      return ImageDataset(
        card(name, [beginning]), classNames: classNames,
        train: try decode(bytes, most: most, path: path))
    }
    let path = try library.path(of: archive, dataset: "CIFAR-10", folder: folder)
    let trainNames = trainBatches.prefix((max(most, 1) + batchSize - 1) / batchSize)
    let size = batchSize * recordSize
    let files = try TARFile.contents(
      of: Dictionary(uniqueKeysWithValues: (trainNames + [testBatch]).map { ($0, size) }),
      path: path)
    let train = trainNames.reduce(into: [UInt8]()) { $0 += files[$1] ?? [] }
    guard train.count == trainNames.count * size, let test = files[testBatch] else {
      throw .corrupt(path: path, reason: "it does not hold all batches")
    }
    return ImageDataset(
      card("CIFAR-10", [archive]), classNames: classNames,
      train: try decode(train, most: most, path: path),
      test: try decode(test, most: most, path: path))
  }

  /// Records of a label and of the red, green and blue pixels.
  static func decode(
    _ bytes: [UInt8], most: Int, path: String
  ) throws(DatasetError) -> LabeledImages {
    if bytes.count % recordSize != 0 {
      throw .corrupt(path: path, reason: "its last image is cut off")
    }
    let count = min(bytes.count / recordSize, max(most, 0))
    let labels = (0..<count).map { Int(bytes[$0 * recordSize]) }
    if let wrong = labels.first(where: { $0 >= classNames.count }) {
      throw .corrupt(path: path, reason: "label \(wrong) is not below \(classNames.count)")
    }
    let records = Greys.tensor(bytes[..<(count * recordSize)], shape: [count, recordSize])
    let planes = records.sliced(1..., alongAxis: 1)
      .reshaped(count, channelCount, side, side)
    return LabeledImages(images: planes.transposed(0, 2, 3, 1), labels: labels)
  }
}
