// SPDX-License-Identifier: MIT

import Glibc

/// Where files of data sets are found: the course's folder, the account's cache, the network.
struct DataLibrary: Sendable {
  /// What a download is taken to need where its size is not known.
  private static let usualSize = 1_000_000
  /// How often a download that is cut off is continued.
  private static let attempts = 3
  /// No file of a set is larger than this.
  private static let greatestSize = 1_000_000_000

  /// A folder that holds the data sets, each in a folder of its own.
  let dataFolder: String?
  /// The folder that downloads are kept in.
  let cacheFolder: String
  /// How many bytes can be written into a folder.
  var freeSpace: @Sendable (_ folder: String) -> Int? = FileSystem.freeSpace
  /// Fetches a file; gives the reason if that fails.
  let fetch: @Sendable (_ transfer: Transfer, _ report: (Int) -> Void) -> String?

  /// What the environment says: `LECTERN_DATA`, `LECTERN_CACHE`.
  static var standard: DataLibrary {
    DataLibrary(
      dataFolder: FileSystem.variable("LECTERN_DATA"), cacheFolder: "\(CacheFolder.path)/datasets",
      fetch: Download().fetch)
  }

  /// The path of a file of a data set, which is downloaded first if it is not here.
  func path(
    of file: DataFile, dataset: String, folder: String
  ) throws(DatasetError) -> String {
    try paths(of: [file], dataset: dataset, folder: folder)[0]
  }

  /// The paths of files of a data set, in their order; those that are not here are downloaded first.
  func paths(
    of files: [DataFile], dataset: String, folder: String
  ) throws(DatasetError) -> [String] {
    let absent = files.filter { path(of: $0.name, in: folder) == nil }
    if let file = absent.first(where: { $0.addresses.isEmpty }) {
      throw .missing(
        dataset: dataset, file: file.name, searched: folders(folder), download: nil)
    }
    if !absent.isEmpty {
      let progress = DownloadProgress(dataset, absent)
      do throws(DatasetError) {
        try makeRoom(for: absent, in: "\(cacheFolder)/\(folder)")
        for file in absent {
          try download(file, dataset: dataset, folder: folder, progress)
          progress.finish(file)
        }
      } catch {
        // Where another set stands in, a bar that stopped at nothing would leave a riddle.
        if case .missing = error { progress.note("no mirror can be reached") }
        throw error
      }
    }
    return files.map { path(of: $0.name, in: folder) ?? "\(cacheFolder)/\(folder)/\($0.name)" }
  }

  /// The first folder's file of that name, compressed or not.
  func path(of name: String, in folder: String) -> String? {
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    for parent in folders(folder) {
      for name in [name, plain] where FileSystem.exists("\(parent)/\(name)") {
        return "\(parent)/\(name)"
      }
    }
    return nil
  }

  private func folders(_ folder: String) -> [String] {
    (dataFolder.map { ["\($0)/\(folder)"] } ?? []) + ["\(cacheFolder)/\(folder)"]
  }

  /// Makes sure that the disk has room for what is missing of the files.
  private func makeRoom(for files: [DataFile], in folder: String) throws(DatasetError) {
    let needed = files.reduce(0) {
      $0 + max(0, ($1.byteCount ?? Self.usualSize) - FileSystem.size(of: part($1, in: folder)))
    }
    guard FileSystem.makeFolders(folder) == nil, let free = freeSpace(folder), free < needed
    else { return }
    throw .noSpace(folder: folder, needed: needed, free: free)
  }

  /// Downloads a file from the first mirror that gives the published bytes.
  private func download(
    _ file: DataFile, dataset: String, folder: String, _ progress: DownloadProgress
  ) throws(DatasetError) {
    let target = "\(cacheFolder)/\(folder)"
    var reasons = [FileSystem.makeFolders(target)].compactMap { $0 }
    if reasons.isEmpty {
      let isDone = try FileSystem.withLock(on: target) { () throws(DatasetError) in
        // While this process waited for the lock, another may have fetched the file.
        if FileSystem.exists("\(target)/\(file.name)") { return true }
        for address in file.addresses {
          guard let reason = fetch(file, from: address, into: target, progress) else { return true }
          reasons.append(reason)
          try makeRoom(for: [file], in: target)
        }
        return false
      }
      if isDone { return }
    }
    throw .missing(
      dataset: dataset, file: file.name, searched: folders(folder),
      download: reasons.joined(separator: "; "))
  }

  /// Fetches a file beside its place and moves it there when it is whole; gives the reason if that fails.
  ///
  /// What is there of an interrupted download is continued; where that gives no whole file, it is begun again.
  private func fetch(
    _ file: DataFile, from address: String, into folder: String, _ progress: DownloadProgress
  ) -> String? {
    let part = part(file, in: folder)
    let isResumed = FileSystem.size(of: part) > 0
    var reason: String?
    for _ in 0..<Self.attempts {
      let before = FileSystem.size(of: part)
      reason = attempt(file, from: address, at: part, into: folder, progress)
      if reason == nil { return nil }
      if FileSystem.size(of: part) <= before { break }
    }
    guard isResumed else { return reason }
    // The old part stays until there is more than it: the next mirror may be able to continue it.
    reason = attempt(file, from: address, at: "\(part).new", into: folder, progress)
    if reason == nil || FileSystem.size(of: "\(part).new") <= FileSystem.size(of: part) {
      unlink(reason == nil ? part : "\(part).new")
    } else {
      rename("\(part).new", part)
    }
    return reason
  }

  /// Fetches what is missing of a file once; gives the reason if the file is not whole then.
  private func attempt(
    _ file: DataFile, from address: String, at part: String, into folder: String,
    _ progress: DownloadProgress
  ) -> String? {
    let transfer = Transfer(
      address: address, path: part, most: file.byteCount ?? Self.greatestSize)
    let before = FileSystem.size(of: part)
    let isComplete = before > 0 && before == file.byteCount
    let failure = isComplete ? nil : fetch(transfer) { progress.show(file, byteCount: $0) }
    let size = FileSystem.size(of: part)
    if size == 0 || size > transfer.most { unlink(part) }
    if let failure { return failure }
    if size > transfer.most { return "\(address) gave more than \(ByteText.size(transfer.most))" }
    if let byteCount = file.byteCount, size < byteCount {
      return "\(address) gave \(ByteText.size(size)) of \(ByteText.size(byteCount))"
    }
    if let damage = damage(of: file, at: part) {
      unlink(part)
      return "\(address) gave a file that is not the published one: \(damage)"
    }
    return rename(part, "\(folder)/\(file.name)") == 0 ? nil : String(cString: strerror(errno))
  }

  /// What is wrong with a download, if anything is.
  private func damage(of file: DataFile, at path: String) -> String? {
    do throws(DatasetError) {
      try file.verifyDownload(at: path)
      return nil
    } catch {
      switch error {
      case .corrupt(_, let reason): return reason
      case .wrongSize(_, let found, let expected): return "\(found) instead of \(expected)"
      default: return error.description
      }
    }
  }

  /// Where a download grows until it is whole.
  private func part(_ file: DataFile, in folder: String) -> String {
    "\(folder)/.\(file.name).part"
  }
}
