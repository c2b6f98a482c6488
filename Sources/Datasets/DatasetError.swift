// SPDX-License-Identifier: MIT

/// Why a data set was not loaded.
public enum DatasetError: Error, Sendable, Equatable {
  /// The files are in no folder that was searched, and could not be downloaded; some sets have no home to download from.
  case missing(dataset: String, file: String, searched: [String], download: String?)
  /// The system does not let the file be read.
  case unreadable(path: String, reason: String)
  /// The file is not what it should be: cut off, damaged or of another kind.
  case corrupt(path: String, reason: String)
  /// The file is whole, but holds more or less than the set has.
  case wrongSize(path: String, found: String, expected: String)
  /// The disk has no room for the download.
  case noSpace(folder: String, needed: Int, free: Int)
}

extension DatasetError: CustomStringConvertible {
  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .missing(let dataset, let file, let searched, let download):
      """
      \(dataset) is not here: \(file) is in none of \(searched.joined(separator: ", ")), \
      \(download.map { "and its download failed: \($0)" } ?? "and it has no public home in this form"). \
      Set LECTERN_DATA to a folder that holds it, \(download == nil ? "or " : "")\
      put it into the last of these folders\
      \(download == nil ? "." : ", or connect to the network and run the cell again.")
      """
    case .unreadable(let path, let reason):
      "Cannot read \(path): \(reason). Make the file readable for your account."
    case .corrupt(let path, let reason):
      "\(path) is damaged: \(reason). Delete it, so that it is fetched again, or replace it."
    case .wrongSize(let path, let found, let expected):
      """
      \(path) holds \(found) where the set has \(expected). \
      Delete it, so that it is fetched again, or replace it.
      """
    case .noSpace(let folder, let needed, let free):
      """
      \(folder) has room for \(ByteText.size(free)), the download needs \(ByteText.size(needed)). \
      Free the disk, or set LECTERN_CACHE to a folder with room, and run the cell again.
      """
    }
  }
}

/// Numbers of bytes as people read them.
enum ByteText {
  /// The size in the unit that suits it.
  static func size(_ byteCount: Int) -> String {
    switch byteCount {
    case ..<1000: "\(byteCount) bytes"
    case ..<1_000_000: "\(tenths(byteCount, of: 1000)) kB"
    case ..<1_000_000_000: "\(tenths(byteCount, of: 1_000_000)) MB"
    default: "\(tenths(byteCount, of: 1_000_000_000)) GB"
    }
  }

  private static func tenths(_ count: Int, of unit: Int) -> String {
    "\(count / unit).\(count % unit * 10 / unit)"
  }
}
