// SPDX-License-Identifier: MIT

import Tensors

/// The digits in black and white, on which the likelihoods of binary models are compared.
///
/// 50,000 training, 10,000 validation and 10,000 test images of 28 × 28 pixels, each 0 or 1. Each pixel was drawn once,
/// with its grey level as the probability of 1. The test images are sorted by digit.
///
/// Source: H. Larochelle's files `binarized_mnist_{train,valid,test}.amat`. Licence: as MNIST.
/// - Paper: Larochelle & Murray (2011), *The Neural Autoregressive Distribution Estimator*; the pixels of Salakhutdinov
///   & Murray (2008), *On the Quantitative Analysis of Deep Belief Networks*.
public enum BinarizedMNIST {
  private static let folder = "binarized-mnist"
  private static let home =
    "http://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist"
  private static let side = 28

  /// A part of the set, in either of its two forms.
  private struct Part {
    let name: String
    let count: Int
    let textSHA256: String
    let textCRC32: UInt32
    let packedSHA256: String
    let packed: Fingerprint

    /// The original: zeros and ones as text, an image in each line.
    var text: DataFile {
      let byteCount = count * 2 * side * side
      return DataFile(
        name: "binarized_mnist_\(name).amat", byteCount: byteCount, sha256: textSHA256,
        content: Fingerprint(byteCount: byteCount, crc32: textCRC32),
        addresses: ["\(home)/binarized_mnist_\(name).amat"])
    }

    /// The same as bytes.
    var idx: DataFile {
      DataFile(
        name: "binarized_mnist_\(name)-images-idx3-ubyte.gz", sha256: packedSHA256,
        content: packed)
    }
  }

  private static let parts = [
    Part(
      name: "train", count: 50_000,
      textSHA256: "ad693b29f94c14277b095f5238ddefbbdaaae0939789dd2f4f0205278cee3e4d",
      textCRC32: 0x5fbb_1bc8,
      packedSHA256: "c04379ae8e58d71bce6721550ade24cb3954e4632af9d688750ec12ac5ef6389",
      packed: Fingerprint(byteCount: 39_200_016, crc32: 0xe19b_df7c)),
    Part(
      name: "valid", count: 10_000,
      textSHA256: "1de3d397c40fe8eeb33dafd4099a1f665ec01e96d9be234aaeeac8a34930e2e2",
      textCRC32: 0x324a_e96c,
      packedSHA256: "b3bcea39ba4a5b014837ac7ca4e0d907d5550445c4efda16081896bae7762ac4",
      packed: Fingerprint(byteCount: 7_840_016, crc32: 0xf92a_93e2)),
    Part(
      name: "test", count: 10_000,
      textSHA256: "e6687bfea3f820c174f33b7865140b2a2dd2930ef786f35d45795fc193b5ab2c",
      textCRC32: 0x93e5_d49a,
      packedSHA256: "cba6ce3bda606e1d9ca63374cc3a54722120e712133e2a6b9a492584f1510fca",
      packed: Fingerprint(byteCount: 7_840_016, crc32: 0xed85_6aa7)),
  ]

  /// The files as bytes.
  static var packedFiles: [DataFile] { parts.map(\.idx) }

  private static let card = DatasetCard(
    name: "Binarised MNIST", summary: "Handwritten digits, 28 × 28 pixels in black and white.",
    values: "0 (background) or 1 (ink), drawn once with the grey level as probability",
    source: "H. Larochelle's fixed binarisation (binarized_mnist_*.amat); test sorted by digit",
    licence: "as MNIST, commonly given as CC BY-SA 3.0",
    paper: "Larochelle & Murray (2011), The Neural Autoregressive Distribution Estimator",
    folder: folder, files: parts.flatMap { [$0.text, $0.idx] })

  /// Loads the fixed images, or draws black and white from MNIST where they are not to be had.
  ///
  /// The result's `name` says which of the two it is.
  /// - Throws: `DatasetError` where the files are there but not what they should be, or MNIST is missing too.
  public static func load() throws(DatasetError) -> TensorDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> TensorDataset {
    do {
      return try fixed(from: library)
    } catch .missing {
      return drawn(from: try MNIST.archive.load(from: library))
    }
  }

  /// Draws black and white with the grey levels as probabilities; the last 10,000 of the training images validate.
  ///
  /// Numbers measured on such a draw differ a little from published ones, so its name says what it is.
  /// - Requires: Grey images, more for training than for tests.
  public static func drawn(from digits: ImageDataset, seed: UInt64 = 1) -> TensorDataset {
    var rng = PCG32(seed: seed)
    let (count, heldOut) = (digits.train.count, digits.test.count)
    if count <= heldOut {
      fail("drawn: \(count) training images leave none beside \(heldOut) for validation")
    }
    let greys = digits.train.images
    let train = Tensor.bernoulli(probabilities: greys[..<(count - heldOut)], using: &rng)
    let validation = Tensor.bernoulli(probabilities: greys[(count - heldOut)...], using: &rng)
    let name = "Binarised \(digits.name) (drawn with seed \(seed), not the fixed set)"
    return TensorDataset(
      card.renamed(name, source: "drawn here from \(digits.name) with seed \(seed)"),
      train: train, validation: validation,
      test: Tensor.bernoulli(probabilities: digits.test.images, using: &rng))
  }

  private static func fixed(from library: DataLibrary) throws(DatasetError) -> TensorDataset {
    var images: [Tensor] = []
    for part in parts { images.append(try Self.images(part, from: library)) }
    return TensorDataset(card, train: images[0], validation: images[1], test: images[2])
  }

  private static func images(
    _ part: Part, from library: DataLibrary
  ) throws(DatasetError) -> Tensor {
    if let path = library.path(of: part.idx.name, in: folder) {
      return try IDXFile(part.idx.content(at: path), rank: 3, path: path).greys(white: 1)
    }
    let path = try library.path(of: part.text, dataset: card.name, folder: folder)
    return try BinaryTextFile(part.text.content(at: path), path: path).tensor(
      shape: [part.count, side, side])
  }
}

/// Zeros and ones as text, with blanks and line ends between them.
struct BinaryTextFile {
  let path: String
  let digits: [UInt8]

  /// Decodes a file's content.
  init(_ content: [UInt8], path: String) throws(DatasetError) {
    let digits = content.filter { $0 != 32 && $0 != 10 && $0 != 13 }
    if let wrong = digits.firstIndex(where: { $0 != 48 && $0 != 49 }) {
      throw .corrupt(path: path, reason: "its number \(wrong) is neither 0 nor 1")
    }
    (self.path, self.digits) = (path, digits)
  }

  /// The numbers in a shape, which they must fill.
  func tensor(shape: Shape) throws(DatasetError) -> Tensor {
    if digits.count != shape.elementCount {
      throw .wrongSize(
        path: path, found: "\(digits.count) numbers", expected: "\(shape.elementCount)")
    }
    return Tensor(shape: shape) { result in
      for index in result.indices { result[index] = Float(digits[index] - 48) }
    }
  }
}
