// SPDX-License-Identifier: MIT

import Tensors

/// Outlines of the objects of Caltech-101, filled: a set for binary models that is not of digits.
///
/// 4,100 training, 2,264 validation and 2,307 test images of 28 × 28 pixels, each 0 or 1, in 101 classes. Here 1 is the
/// object; the file has it the other way round, and column by column.
///
/// Source: B. Marlin, University of Massachusetts. Licence: none stated, in use for research; the photographs of
/// Caltech-101 are CC BY 4.0.
/// - Paper: Marlin, Swersky, Chen & de Freitas (2010), *Inductive Principles for Restricted Boltzmann Machine Learning*.
public enum Silhouettes {
  private static let folder = "caltech101-silhouettes"
  private static let side = 28
  private static let classCount = 101
  private static let counts = ["train": 4100, "val": 2264, "test": 2307]
  /// Of the bytes of all images and labels, in the order of the parts.
  private static let content = Fingerprint(byteCount: 6_806_735, crc32: 0x1e05_987e)

  static let file = DataFile(
    name: "caltech101_silhouettes_28_split1.mat", byteCount: 872_124,
    sha256: "eb6735e8d84b1850fabc5590124aab1755e90c9fd28123585324398405e1e42a",
    addresses: ["https://people.cs.umass.edu/~marlin/data/caltech101_silhouettes_28_split1.mat"])

  private static let card = DatasetCard(
    name: "Caltech-101 silhouettes",
    summary: "Filled outlines of objects, 28 × 28 pixels in black and white, 101 classes.",
    values: "0 (background) or 1 (object); the file has it the other way round",
    source: "B. Marlin, University of Massachusetts, from the photographs of Caltech-101, split 1",
    licence: "none stated, in use for research; Caltech-101 itself is CC BY 4.0",
    paper: "Marlin, Swersky, Chen & de Freitas (2010), "
      + "Inductive Principles for Restricted Boltzmann Machine Learning",
    folder: folder, files: [file])

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> ImageDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> ImageDataset {
    let path = try library.path(of: file, dataset: card.name, folder: folder)
    return try decode(file.content(at: path), path: path)
  }

  static func decode(_ bytes: [UInt8], path: String) throws(DatasetError) -> ImageDataset {
    let archive = try MATFile(bytes, path: path)
    var parts: [String: (images: ArraySlice<UInt8>, labels: ArraySlice<UInt8>)] = [:]
    var all: [UInt8] = []
    for name in ["train", "val", "test"] {
      let count = counts[name] ?? 0
      let images = try archive.bytes("\(name)_data", sizes: [count, side * side])
      let labels = try archive.bytes("\(name)_labels", sizes: [count, 1])
      parts[name] = (images, labels)
      all += images
      all += labels
    }
    try content.verify(all, path: path)
    let names = try archive.variable("classnames").cells.map(\.text)
    if names.count != classCount {
      throw .wrongSize(path: path, found: "\(names.count) classes", expected: "\(classCount)")
    }
    let examples = parts.mapValues { images, labels in
      LabeledImages(images: pictures(images), labels: labels.map { Int($0) - 1 })
    }
    return ImageDataset(
      card, classNames: names, train: examples["train"] ?? none,
      validation: examples["val"] ?? none, test: examples["test"] ?? none)
  }

  /// Images of which the file stores the first pixel of all, then the second of all, each image column by column.
  private static func pictures(_ bytes: ArraySlice<UInt8>) -> Tensor {
    let count = bytes.count / (side * side)
    let pixels = Greys.tensor(bytes, white: 1, shape: [side, side, count])  // [column, row, image]
    return 1 - pixels.transposed(2, 1, 0)
  }

  private static var none: LabeledImages {
    LabeledImages(images: .zeros([0, side, side]), labels: [])
  }
}

extension MATFile {
  /// A variable as bytes, which must have these sizes.
  func bytes(_ name: String, sizes: [Int]) throws(DatasetError) -> ArraySlice<UInt8> {
    let variable = try variable(name)
    if variable.sizes != sizes {
      throw .wrongSize(
        path: path, found: "\(name) of sizes \(variable.sizes)", expected: "\(sizes)")
    }
    guard let bytes = variable.values.asBytes else {
      throw .corrupt(path: path, reason: "\(name) has numbers that are not in 0…255")
    }
    return bytes
  }
}
