// SPDX-License-Identifier: MIT

/// The handwritten digits on which most generative models are first tried.
///
/// 60,000 training and 10,000 test images of 28 × 28 pixels; 0 is background, 1 is ink.
///
/// Source: Y. LeCun, C. Cortes and C. Burges, from NIST's special databases 1 and 3. Licence: CC BY-SA 3.0.
/// - Paper: LeCun, Bottou, Bengio & Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*.
public enum MNIST {
  static let archive = ImageArchive(
    card: { folder, files in
      DatasetCard(
        name: "MNIST", summary: "Handwritten digits, 28 × 28 pixels, ten classes.",
        values: "grey from 0 (background) to 1 (ink), 256 steps",
        source: "Y. LeCun, C. Cortes and C. Burges, from NIST's special databases 1 and 3",
        licence: "commonly given as CC BY-SA 3.0",
        paper: "LeCun, Bottou, Bengio & Haffner (1998), "
          + "Gradient-Based Learning Applied to Document Recognition",
        folder: folder, files: files)
    },
    folder: "mnist",
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist",
      "https://storage.googleapis.com/cvdf-datasets/mnist",
    ],
    classNames: (0...9).map(\.description),
    files: [
      .init(
        byteCount: 9_912_422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        content: Fingerprint(byteCount: 47_040_016, crc32: 0xe9f4_d8b3)),
      .init(
        byteCount: 28_881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        content: Fingerprint(byteCount: 60_008, crc32: 0xe0cb_4ad2)),
      .init(
        byteCount: 1_648_877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        content: Fingerprint(byteCount: 7_840_016, crc32: 0x9137_3bdf)),
      .init(
        byteCount: 4542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        content: Fingerprint(byteCount: 10_008, crc32: 0x4ab9_eff9)),
    ])

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the files are not to be had or not what they should be.
  public static func load() throws(DatasetError) -> ImageDataset {
    try archive.load(from: .standard)
  }
}

/// Pictures of clothes in ten classes, a harder set of the same sizes as the digits.
///
/// 60,000 training and 10,000 test images of 28 × 28 pixels; 0 is background. MIT licence, © 2017 Zalando SE.
/// - Paper: Xiao, Rasul & Vollgraf (2017), *Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
///   Algorithms*, arXiv:1708.07747.
public enum FashionMNIST {
  static let archive = ImageArchive(
    card: { folder, files in
      DatasetCard(
        name: "Fashion-MNIST", summary: "Pictures of clothes, 28 × 28 pixels, ten classes.",
        values: "grey from 0 (background) to 1, 256 steps",
        source: "Zalando Research, github.com/zalandoresearch/fashion-mnist",
        licence: "MIT, © 2017 Zalando SE",
        paper: "Xiao, Rasul & Vollgraf (2017), Fashion-MNIST: a Novel Image Dataset for "
          + "Benchmarking Machine Learning Algorithms, arXiv:1708.07747",
        folder: folder, files: files)
    },
    folder: "fashion-mnist",
    mirrors: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
    ],
    classNames: [
      "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
      "ankle boot",
    ],
    files: [
      .init(
        byteCount: 26_421_880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        content: Fingerprint(byteCount: 47_040_016, crc32: 0xb4f2_9f28)),
      .init(
        byteCount: 29_515,
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        content: Fingerprint(byteCount: 60_008, crc32: 0x741a_4657)),
      .init(
        byteCount: 4_422_102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        content: Fingerprint(byteCount: 7_840_016, crc32: 0x678f_e0b1)),
      .init(
        byteCount: 5148,
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        content: Fingerprint(byteCount: 10_008, crc32: 0x8014_2c1f)),
    ])

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the files are not to be had or not what they should be.
  public static func load() throws(DatasetError) -> ImageDataset {
    try archive.load(from: .standard)
  }
}
