// SPDX-License-Identifier: MIT

import Display
import Glibc

/// A file of a data set, and what makes sure that it is the published one.
struct DataFile: Sendable {
  let name: String
  let sha256: String
}

/// Where files of data sets are found: the course's folder, the account's cache, the network.
struct DataLibrary: Sendable {
  /// A folder that holds the data sets, each in a folder of its own.
  let dataFolder: String?
  /// The folder that downloads are kept in.
  let cacheFolder: String
  /// Fetches an address into a file; gives the reason if that fails.
  let fetch: @Sendable (_ address: String, _ path: String) -> String?

  /// What the environment says: `LECTERN_DATA`, `LECTERN_CACHE`.
  static var standard: DataLibrary {
    let cache =
      variable("LECTERN_CACHE") ?? variable("XDG_CACHE_HOME").map { "\($0)/lectern" }
      ?? "\(variable("HOME") ?? "/tmp")/.cache/lectern"
    return DataLibrary(
      dataFolder: variable("LECTERN_DATA"), cacheFolder: "\(cache)/datasets",
      fetch: Download.fetch)
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The paths of files of a data set, in their order; those that are not here are downloaded first.
  func paths(
    of files: [DataFile], dataset: String, folder: String, mirrors: [String]
  ) throws(DatasetError) -> [String] {
    let absent = files.filter { path(of: $0, in: folder) == nil }
    if !absent.isEmpty {
      let progress = Progress(absent, "Downloading \(dataset)")
      for file in progress {
        do throws(DatasetError) {
          try download(file, dataset: dataset, folder: folder, mirrors: mirrors)
        } catch {
          // Where another set stands in, a bar that stopped at nothing would leave a riddle.
          progress.note = "no mirror can be reached"
          throw error
        }
      }
    }
    return files.map { path(of: $0, in: folder) ?? "\(cacheFolder)/\(folder)/\($0.name)" }
  }

  /// The first folder's file of that name, compressed or not.
  private func path(of file: DataFile, in folder: String) -> String? {
    for parent in folders(folder) {
      for name in [file.name, file.name.droppingSuffix(".gz")]
      where access("\(parent)/\(name)", F_OK) == 0 {
        return "\(parent)/\(name)"
      }
    }
    return nil
  }

  private func folders(_ folder: String) -> [String] {
    (dataFolder.map { ["\($0)/\(folder)"] } ?? []) + ["\(cacheFolder)/\(folder)"]
  }

  /// Downloads a file from the first mirror that gives the published bytes.
  private func download(
    _ file: DataFile, dataset: String, folder: String, mirrors: [String]
  ) throws(DatasetError) {
    let target = "\(cacheFolder)/\(folder)"
    var reasons = [makeFolders(target)].compactMap { $0 }
    if reasons.isEmpty {
      for mirror in mirrors {
        guard let reason = fetch(file, from: mirror, into: target) else { return }
        reasons.append(reason)
      }
    }
    throw .missing(
      dataset: dataset, file: file.name, searched: folders(folder),
      download: reasons.joined(separator: "; "))
  }

  /// Fetches a file beside its place and moves it there when it is whole; gives the reason if that fails.
  private func fetch(_ file: DataFile, from mirror: String, into folder: String) -> String? {
    let part = "\(folder)/.\(file.name).\(getpid()).part"
    defer { unlink(part) }
    if let reason = fetch("\(mirror)/\(file.name)", part) { return reason }
    guard SHA256.digest(ofFile: part) == file.sha256 else {
      return "\(mirror) gave a file with another checksum"
    }
    return rename(part, "\(folder)/\(file.name)") == 0 ? nil : String(cString: strerror(errno))
  }

  private func makeFolders(_ path: String) -> String? {
    var partial = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      partial += "/\(name)"
      mkdir(partial, 0o755)
    }
    return access(path, W_OK) == 0
      ? nil : "\(path) cannot be written (\(String(cString: strerror(errno))))"
  }
}

extension String {
  /// The text without an ending that it may have.
  fileprivate func droppingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
