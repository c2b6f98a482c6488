// SPDX-License-Identifier: MIT

/// The account's folder for what can be fetched or computed again: `LECTERN_CACHE`, or the system's place for it.
package enum CacheFolder {
  /// The folder's path; it may not exist yet.
  package static var path: String {
    FileSystem.variable("LECTERN_CACHE")
      ?? FileSystem.variable("XDG_CACHE_HOME").map { "\($0)/lectern" }
      ?? "\(FileSystem.variable("HOME") ?? "/tmp")/.cache/lectern"
  }

  /// The path of a folder in it that can be written, or nil where there is none.
  package static func writable(_ name: String) -> String? {
    let folder = "\(path)/\(name)"
    return FileSystem.makeFolders(folder) == nil ? folder : nil
  }
}
