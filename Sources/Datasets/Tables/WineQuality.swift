// SPDX-License-Identifier: MIT

import Tensors

/// Chemical measurements of Portuguese wines and the marks that tasters gave them.
///
/// 1,599 red or 4,898 white wines with 11 numbers each; the class of a wine is its mark, from 0 to 10.
///
/// Source: UCI Machine Learning Repository, doi:10.24432/C56S3T. Licence: CC BY 4.0.
/// - Paper: Cortez, Cerdeira, Almeida, Matos & Reis (2009), *Modeling Wine Preferences by Data Mining from
///   Physicochemical Properties*.
public enum WineQuality {
  /// The wines of one colour.
  public enum Color: String, Sendable, CaseIterable {
    /// 1,599 wines.
    case red
    /// 4,898 wines.
    case white
  }

  private static let columns = [
    "fixed acidity", "volatile acidity", "citric acid", "residual sugar", "chlorides",
    "free sulfur dioxide", "total sulfur dioxide", "density", "pH", "sulphates", "alcohol",
  ]
  private static let greatestMark = 10

  private static func file(_ color: Color) -> DataFile {
    let address =
      "https://raw.githubusercontent.com/jbrownlee/Datasets/master/winequality-\(color).csv"
    return switch color {
    case .red:
      DataFile(
        name: "winequality-red.csv", byteCount: 84_028,
        sha256: "c9614512e980f1cbd221c796daa97f00c4898c3cd1716863abac60f6cd1a522e",
        content: Fingerprint(byteCount: 84_028, crc32: 0x95d6_ad06), addresses: [address])
    case .white:
      DataFile(
        name: "winequality-white.csv", byteCount: 264_255,
        sha256: "659d419fff887f225bf977d20520bb64a64cae203e460087f809721d4430ba27",
        content: Fingerprint(byteCount: 264_255, crc32: 0xe024_4120), addresses: [address])
    }
  }

  static func table(_ color: Color) -> TextTable {
    TextTable(
      card: { folder, files in
        DatasetCard(
          name: "Wine quality (\(color))",
          summary: "Chemical measurements of \(color) wines and tasters' marks, 0 to 10.",
          values: "grams and milligrams per litre, pH, and per cent of alcohol",
          source: "Cortez et al., UCI Machine Learning Repository, doi:10.24432/C56S3T",
          licence: "CC BY 4.0",
          paper: "Cortez, Cerdeira, Almeida, Matos & Reis (2009), Modeling Wine Preferences by "
            + "Data Mining from Physicochemical Properties",
          folder: folder, files: files)
      },
      file: file(color), hasHeader: false, columns: columns.enumerated().map { ($1, $0) })
  }

  /// Loads the wines of one colour from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load(_ color: Color) throws(DatasetError) -> TableDataset {
    try load(color, from: .standard)
  }

  static func load(_ color: Color, from library: DataLibrary) throws(DatasetError) -> TableDataset {
    let table = table(color)
    let (rows, features) = try table.read(from: library)
    let marks = try rows.numbers(columns: [columns.count]).map { Int($0) }
    if let wrong = marks.first(where: { !(0...greatestMark).contains($0) }) {
      throw .corrupt(path: rows.path, reason: "the mark \(wrong) is not in 0…\(greatestMark)")
    }
    return TableDataset(
      table.card, columns: columns, features: features,
      classNames: (0...greatestMark).map(\.description), labels: marks)
  }
}
