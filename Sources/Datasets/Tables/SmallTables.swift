// SPDX-License-Identifier: MIT

import Tensors

/// A table that is one file of text.
struct TextTable: Sendable {
  let card: DatasetCard
  let file: DataFile
  let separator: Unicode.Scalar
  let hasHeader: Bool
  /// The columns of numbers that are kept, by their place in the file.
  let columns: [(name: String, place: Int)]

  static let folder = "tabular"

  init(
    card: (_ folder: String, _ files: [DataFile]) -> DatasetCard, file: DataFile,
    separator: Unicode.Scalar = ",", hasHeader: Bool, columns: [(name: String, place: Int)]
  ) {
    (self.file, self.separator, self.hasHeader) = (file, separator, hasHeader)
    (self.columns, self.card) = (columns, card(Self.folder, [file]))
  }

  /// Finds, checks and decodes the file.
  func read(from library: DataLibrary) throws(DatasetError) -> (rows: CSVFile, features: Tensor) {
    let path = try library.path(of: file, dataset: card.name, folder: Self.folder)
    let rows = try CSVFile(
      file.content(at: path), path: path, separator: separator, hasHeader: hasHeader)
    let features = Tensor(
      try rows.numbers(columns: columns.map(\.place)), shape: [rows.rows.count, columns.count])
    return (rows, features)
  }

  /// The table without classes.
  func load(from library: DataLibrary) throws(DatasetError) -> TableDataset {
    TableDataset(card, columns: columns.map(\.name), features: try read(from: library).features)
  }
}

/// How long the geyser Old Faithful erupted, and how long visitors waited for it: two clusters in two dimensions.
///
/// 272 rows of two numbers, both in minutes.
///
/// Source: the data set `faithful` of R. Licence: that of R, GPL-2 or GPL-3.
/// - Paper: Azzalini & Bowman (1990), *A Look at Some Data on the Old Faithful Geyser*.
public enum OldFaithful {
  static let table = TextTable(
    card: { folder, files in
      DatasetCard(
        name: "Old Faithful", summary: "Eruptions of a geyser: their length and the wait before.",
        values: "minutes", source: "the data set faithful of R, by way of Rdatasets",
        licence: "that of R, GPL-2 or GPL-3",
        paper: "Azzalini & Bowman (1990), A Look at Some Data on the Old Faithful Geyser",
        folder: folder, files: files)
    },
    file: DataFile(
      name: "faithful.csv", byteCount: 3260,
      sha256: "5043db1e2c51c8e8fd67e0868c768ae589770cc76ad0ac0c5b7afd1fca31fc57",
      content: Fingerprint(byteCount: 3260, crc32: 0xddbd_ba59),
      addresses: [
        "https://raw.githubusercontent.com/vincentarelbundock/Rdatasets/master/csv/datasets/faithful.csv"
      ]),
    hasHeader: true, columns: [("eruption", 1), ("waiting", 2)])

  /// Loads the table from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TableDataset { try table.load(from: .standard) }
}

/// Radar echoes from the ionosphere, which show structure or not.
///
/// 351 rows of 34 numbers in −1…1, in two classes.
///
/// Source: Sigillito, Wing, Hutton & Baker (1989), *Ionosphere*, UCI Machine Learning Repository, doi:10.24432/C5W01B.
/// Licence: CC BY 4.0.
public enum Ionosphere {
  static let table = TextTable(
    card: { folder, files in
      DatasetCard(
        name: "Ionosphere", summary: "Radar echoes that show structure (good) or not (bad).",
        values: "real and imaginary parts of 17 pulses, in −1…1",
        source: "Sigillito, Wing, Hutton & Baker (1989), UCI Machine Learning Repository, "
          + "doi:10.24432/C5W01B",
        licence: "CC BY 4.0", folder: folder, files: files)
    },
    file: DataFile(
      name: "ionosphere.csv", byteCount: 76_466,
      sha256: "fd6dd7864b55d56dac0a1e6e24af9ccc35bf2555ac79af8ab9f3d1daa065ab83",
      content: Fingerprint(byteCount: 76_466, crc32: 0x52ea_d104),
      addresses: [
        "https://raw.githubusercontent.com/jbrownlee/Datasets/master/ionosphere.csv"
      ]),
    hasHeader: false,
    columns: (0..<34).map { ("\($0 % 2 == 0 ? "real" : "imaginary") \($0 / 2)", $0) })

  /// Loads the table from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TableDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> TableDataset {
    let (rows, features) = try table.read(from: library)
    return TableDataset(
      table.card, columns: table.columns.map(\.name), features: features,
      classNames: ["bad", "good"], labels: try rows.texts(column: 34).map { $0 == "g" ? 1 : 0 })
  }
}

/// What meters of one household in France read in each minute of four days.
///
/// 5,760 rows of seven numbers: 1 and 2 February and 1 and 2 July 2007.
///
/// Source: Hébrail & Bérard (2012), *Individual Household Electric Power Consumption*, UCI Machine Learning Repository,
/// doi:10.24432/C58K54; a small part of it. Licence: CC BY 4.0.
public enum HouseholdPower {
  static let table = TextTable(
    card: { folder, files in
      DatasetCard(
        name: "Household power (four days)",
        summary: "What meters of one household read in each minute of four days of 2007.",
        values: "kilowatts, volts, amperes, and watt-hours of three circuits",
        source: "Hébrail & Bérard (2012), UCI Machine Learning Repository, doi:10.24432/C58K54; "
          + "1 and 2 February, 1 and 2 July 2007",
        licence: "CC BY 4.0", folder: folder, files: files)
    },
    file: DataFile(
      name: "household_power_consumption_4days.txt", byteCount: 362_878,
      sha256: "aba889833446d53187b62307554eb87f426b59b0b419ca6a141d426099182711",
      content: Fingerprint(byteCount: 362_878, crc32: 0x3993_1d60)),
    separator: ";", hasHeader: true,
    columns: [
      ("active power", 2), ("reactive power", 3), ("voltage", 4), ("current", 5),
      ("kitchen", 6), ("laundry", 7), ("heating", 8),
    ])

  /// Loads the table from the folder that `LECTERN_DATA` names, or from the cache.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TableDataset { try table.load(from: .standard) }
}
