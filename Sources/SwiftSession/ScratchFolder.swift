// SPDX-License-Identifier: MIT
import Glibc

/// The private folder of one session's compiled cells, locked as long as its kernel lives.
struct ScratchFolder {
  /// So much must be free where the folder is made: some hundred cells.
  private static let room: UInt = 32 << 20

  let path: String

  /// Makes a folder, in memory where there is room, and removes those of kernels that were killed.
  static func make() -> ScratchFolder? {
    let parents = ["/dev/shm", ProcessEnvironment.value(of: "TMPDIR"), "/tmp"].compactMap(\.self)
    for parent in parents { removeAbandoned(in: parent) }
    // Where all are full, a small folder is better than none: the cell that finds no room says so.
    for parent in parents.filter(hasRoom) + parents {
      if let folder = make(in: parent) { return folder }
    }
    return nil
  }

  private static func make(in parent: String) -> ScratchFolder? {
    var template = Array("\(parent)/lectern-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The lock lasts until the process ends, however it ends.
    let isOurs = lock("\(path)/lock", flags: O_CREAT) != nil
    if !isOurs { SessionFiles.remove(path) }
    return isOurs ? ScratchFolder(path: path) : nil
  }

  private static func hasRoom(_ folder: String) -> Bool {
    var status = statvfs()
    return statvfs(folder, &status) == 0 && status.f_bavail * status.f_frsize >= room
  }

  /// Removes the folders whose lock nobody holds any more.
  private static func removeAbandoned(in parent: String) {
    for name in SessionFiles.names(in: parent) where name.hasPrefix("lectern-") {
      let path = "\(parent)/\(name)"
      guard let descriptor = lock("\(path)/lock") else { continue }
      SessionFiles.remove(path)
      close(descriptor)
    }
  }

  /// Locks a file; nil where it is not there or locked already.
  private static func lock(_ path: String, flags: Int32 = 0) -> Int32? {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
    guard descriptor >= 0 else { return nil }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    close(descriptor)
    return nil
  }
}
