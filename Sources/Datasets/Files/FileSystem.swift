// SPDX-License-Identifier: MIT

import Glibc

/// What the loaders ask the system.
package enum FileSystem {
  /// Seconds on a clock that is never set.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The value of a variable of the environment that is not empty.
  package static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Whether there is a file or a folder.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// How many bytes a file has; one that is not there has none.
  static func size(of path: String) -> Int {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) : 0
  }

  /// How many bytes the account can still write into a folder, or nil if the system does not say.
  @Sendable static func freeSpace(in folder: String) -> Int? {
    var information = statvfs()
    guard statvfs(folder, &information) == 0 else { return nil }
    let (size, isTooLarge) = Int(information.f_bavail)
      .multipliedReportingOverflow(by: Int(information.f_frsize))
    return isTooLarge ? nil : size
  }

  /// Makes a folder with those above it; gives the reason if nothing can be written there.
  static func makeFolders(_ path: String) -> String? {
    var partial = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      partial += "/\(name)"
      mkdir(partial, 0o755)
    }
    return access(path, W_OK) == 0
      ? nil : "\(path) cannot be written (\(String(cString: strerror(errno))))"
  }

  /// Runs a body while no other process runs one for the same folder.
  ///
  /// Where the file system knows no locks the body runs all the same: a checksum still guards the result.
  static func withLock<Result, Failure: Error>(
    on folder: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }
}
