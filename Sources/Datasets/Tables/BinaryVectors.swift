// SPDX-License-Identifier: MIT

import Tensors

/// Sets of binary vectors on which models of discrete distributions are compared.
///
/// - Paper: Larochelle & Murray (2011), *The Neural Autoregressive Distribution Estimator*; the splits of Germain,
///   Gregor, Murray & Larochelle (2015), *MADE: Masked Autoencoder for Distribution Estimation*, arXiv:1502.03509.
struct BinaryVectors: Sendable {
  private static let folder = "tabular"

  let card: DatasetCard
  let file: DataFile
  private let counts: [Int]
  private let size: Int
  /// Of the zeros and ones of all parts, a byte each.
  private let content: Fingerprint

  init(
    key: String, name: String, summary: String, values: String, source: String, licence: String,
    counts: [Int], size: Int, content: Fingerprint, sha256: String
  ) {
    let address = "https://raw.githubusercontent.com/mgermain/MADE/master/datasets/\(key).npz"
    (self.counts, self.size, self.content) = (counts, size, content)
    file = DataFile(
      name: "binary_\(key).npz", addresses: [address],
      decode: { path throws(DatasetError) in
        _ = try Self.parts(
          GzipFile.content(at: path), counts: counts, size: size, content: content, path: path)
      })
    card = DatasetCard(
      name: name, summary: summary, values: values, source: source, licence: licence,
      paper: "splits of Germain, Gregor, Murray & Larochelle (2015), "
        + "MADE: Masked Autoencoder for Distribution Estimation, arXiv:1502.03509",
      folder: Self.folder, files: [DataFile(name: file.name, sha256: sha256)])
  }

  func load(from library: DataLibrary) throws(DatasetError) -> TensorDataset {
    let path = try library.path(of: file, dataset: card.name, folder: Self.folder)
    return try decode(GzipFile.content(at: path), path: path)
  }

  func decode(_ bytes: [UInt8], path: String) throws(DatasetError) -> TensorDataset {
    let parts = try Self.parts(bytes, counts: counts, size: size, content: content, path: path)
    return TensorDataset(card, train: parts[0], validation: parts[1], test: parts[2])
  }

  /// The parts of an archive, in which they have one of two names.
  private static func parts(
    _ bytes: [UInt8], counts: [Int], size: Int, content: Fingerprint, path: String
  ) throws(DatasetError) -> [Tensor] {
    let archive = try ZIPFile(bytes, path: path)
    var (parts, all) = ([Tensor](), [UInt8]())
    for (name, count) in zip(["train", "valid", "test"], counts) {
      let names = ["\(name).npy", "\(name)_data.npy"]
      guard let entry = archive.entries.first(where: { names.contains($0.name) }) else {
        throw .corrupt(path: path, reason: "it has no array \(name)")
      }
      let bytes = try archive.content(of: entry)
      let array = try NPYFile(bytes, path: "\(path):\(name).npy")
      if array.sizes != [count, size] {
        throw .wrongSize(path: array.path, found: "\(array.sizes)", expected: "\([count, size])")
      }
      if let wrong = array.values.first(where: { $0 != 0 && $0 != 1 }) {
        throw .corrupt(path: array.path, reason: "\(wrong) is neither 0 nor 1")
      }
      all += array.values.map { $0 == 1 ? 1 : 0 }
      parts.append(array.tensor)
    }
    try content.verify(all, path: path)
    return parts
  }
}

/// Properties of mushrooms, each answered by one of several bits.
///
/// 2,000 training, 500 validation and 5,624 test vectors of 112 bits.
///
/// Source: UCI Machine Learning Repository, doi:10.24432/C5959T, by way of the LIBSVM data page. Licence: CC BY 4.0.
public enum Mushrooms {
  static let vectors = BinaryVectors(
    key: "mushrooms", name: "Mushrooms", summary: "Properties of mushrooms as 112 bits.",
    values: "0 or 1; one bit of each property is 1",
    source: "UCI Machine Learning Repository, doi:10.24432/C5959T", licence: "CC BY 4.0",
    counts: [2000, 500, 5624], size: 112,
    content: Fingerprint(byteCount: 909_888, crc32: 0x6f93_440d),
    sha256: "562e958228b3e7fc32319666c7a210f5cf5a0faf43606ba192ef22203efd410a")

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TensorDataset {
    try vectors.load(from: .standard)
  }
}

/// Stretches of DNA around places where it may be spliced, three bits for each of sixty bases.
///
/// 1,400 training, 600 validation and 1,186 test vectors of 180 bits.
///
/// Source: UCI Machine Learning Repository, doi:10.24432/C5M888, by way of the LIBSVM data page. Licence: CC BY 4.0.
public enum DNA {
  static let vectors = BinaryVectors(
    key: "dna", name: "DNA", summary: "Sixty bases around splice junctions as 180 bits.",
    values: "0 or 1; at most one of a base's three bits is 1",
    source: "UCI Machine Learning Repository, doi:10.24432/C5M888", licence: "CC BY 4.0",
    counts: [1400, 600, 1186], size: 180,
    content: Fingerprint(byteCount: 573_480, crc32: 0x8959_9fe9),
    sha256: "60cfc6581886cd13a1e6b5cf2bac96586579bb0d2ae052b1eb9045b5950380b4")

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TensorDataset {
    try vectors.load(from: .standard)
  }
}

/// Which of 500 words occur in papers of the first thirteen conferences on neural information processing.
///
/// 400 training, 100 validation and 1,240 test vectors of 500 bits.
///
/// Source: S. Roweis' data page. Licence: none stated, in use for research.
public enum NIPSPapers {
  static let vectors = BinaryVectors(
    key: "nips", name: "NIPS 0–12", summary: "Which of 500 words occur in a paper, as bits.",
    values: "0 or 1; 1 where the word occurs", source: "S. Roweis' data page, NIPS 0–12",
    licence: "none stated, in use for research", counts: [400, 100, 1240], size: 500,
    content: Fingerprint(byteCount: 870_000, crc32: 0x73a9_0bf7),
    sha256: "a96f7665471c534de4d093a800b210729a0c66f8a1026927e652a897251b7f18")

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TensorDataset {
    try vectors.load(from: .standard)
  }
}
