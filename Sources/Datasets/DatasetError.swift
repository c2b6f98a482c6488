// SPDX-License-Identifier: MIT

/// Why a data set was not loaded.
public enum DatasetError: Error, Sendable, Equatable {
  /// The files are in no folder that was searched, and could not be downloaded.
  case missing(dataset: String, file: String, searched: [String], download: String)
  /// The system does not let the file be read.
  case unreadable(path: String, reason: String)
  /// The file is not what it should be: cut off, damaged or of another kind.
  case corrupt(path: String, reason: String)
}

extension DatasetError: CustomStringConvertible {
  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .missing(let dataset, let file, let searched, let download):
      """
      \(dataset) is not here: \(file) is in none of \(searched.joined(separator: ", ")), \
      and its download failed: \(download). Set LECTERN_DATA to a folder that holds it, \
      put it into the last of these folders, or connect to the network and run the cell again.
      """
    case .unreadable(let path, let reason):
      "Cannot read \(path): \(reason). Make the file readable for your account."
    case .corrupt(let path, let reason):
      "\(path) is damaged: \(reason). Delete it, so that it is fetched again, or replace it."
    }
  }
}
