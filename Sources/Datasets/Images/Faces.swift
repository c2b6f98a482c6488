// SPDX-License-Identifier: MIT

import Tensors

/// Frames of a film of one face with many expressions, the classic set for two-dimensional latent spaces.
///
/// 1,965 images of 28 rows and 20 columns, in the order of the film; they are not divided into parts.
///
/// Source: B. Frey, by way of S. Roweis' data page. Licence: none stated, in use for research.
public enum FreyFaces {
  private static let folder = "faces"
  private static let (count, height, width) = (1965, 28, 20)
  private static let content = Fingerprint(byteCount: 1_100_400, crc32: 0xb02c_f57f)

  static let file = DataFile(
    name: "frey_rawface.mat", addresses: ["https://cs.nyu.edu/~roweis/data/frey_rawface.mat"],
    decode: { path throws(DatasetError) in _ = try decode(at: path) })

  private static let card = DatasetCard(
    name: "Frey faces", summary: "Frames of a film of one face, 28 × 20 pixels.",
    values: "grey from 0 (black) to 1 (white), 256 steps",
    source: "B. Frey, by way of S. Roweis' data page (frey_rawface.mat)",
    licence: "none stated, in use for research")

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TensorDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> TensorDataset {
    try decode(at: library.path(of: file, dataset: card.name, folder: folder))
  }

  private static func decode(at path: String) throws(DatasetError) -> TensorDataset {
    try decode(GzipFile.content(at: path), path: path)
  }

  static func decode(_ bytes: [UInt8], path: String) throws(DatasetError) -> TensorDataset {
    let pixels = try MATFile(bytes, path: path).bytes("ff", sizes: [height * width, count])
    try content.verify(Array(pixels), path: path)
    return TensorDataset(card, train: Greys.tensor(pixels, shape: [count, height, width]))
  }
}

/// Portraits of forty people, ten of each.
///
/// 400 images of 64 × 64 pixels; the class is the person. They are not divided into parts.
///
/// Source: AT&T Laboratories Cambridge, by way of S. Roweis' data page. Licence: free for research with credit to
/// Olivetti Research Laboratory.
/// - Paper: Samaria & Harter (1994), *Parameterisation of a Stochastic Model for Human Face Identification*.
public enum OlivettiFaces {
  private static let folder = "faces"
  private static let (personCount, perPerson, side) = (40, 10, 64)
  private static let content = Fingerprint(byteCount: 1_638_400, crc32: 0xfae7_8289)

  static let file = DataFile(
    name: "olivettifaces.mat",
    addresses: [
      "https://cs.nyu.edu/~roweis/data/olivettifaces.mat",
      "https://github.com/sjgershm/DBM/raw/master/olivettifaces.mat",
    ],
    decode: { path throws(DatasetError) in _ = try decode(at: path) })

  private static let card = DatasetCard(
    name: "Olivetti faces", summary: "Portraits of forty people, ten of each, 64 × 64 pixels.",
    values: "grey from 0 (black) to 1 (white), 256 steps",
    source: "AT&T Laboratories Cambridge, by way of S. Roweis' data page (olivettifaces.mat)",
    licence: "free for research with credit to Olivetti Research Laboratory",
    paper: "Samaria & Harter (1994), "
      + "Parameterisation of a Stochastic Model for Human Face Identification")

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> ImageDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> ImageDataset {
    try decode(at: library.path(of: file, dataset: card.name, folder: folder))
  }

  private static func decode(at path: String) throws(DatasetError) -> ImageDataset {
    try decode(GzipFile.content(at: path), path: path)
  }

  static func decode(_ bytes: [UInt8], path: String) throws(DatasetError) -> ImageDataset {
    let count = personCount * perPerson
    let pixels = try MATFile(bytes, path: path).bytes("faces", sizes: [side * side, count])
    try content.verify(Array(pixels), path: path)
    let images = Greys.columnMajor(pixels, height: side, width: side)
    return ImageDataset(
      card, classNames: (1...personCount).map { "person \($0)" },
      train: LabeledImages(images: images, labels: (0..<count).map { $0 / perPerson }))
  }
}
