// SPDX-License-Identifier: MIT
import Glibc

/// The few file operations that the compiler needs.
enum Files {
  /// A file operation that failed.
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let reason: String

    init(_ path: String) {
      self.path = path
      reason = String(cString: strerror(errno))
    }

    var description: String { "\(path): \(reason)" }
  }

  /// Whether something has this path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(Failure) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw Failure(path)
    }
    try makeFolder(String(path[..<slash]))
    if mkdir(path, 0o700) != 0 && errno != EEXIST { throw Failure(path) }
  }

  /// Writes a text to a file.
  static func write(_ text: String, to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(path) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Failure(path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads a part of a file; fewer bytes where the file ends.
  static func read(_ path: String, at offset: Int = 0, count: Int = .max) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let wanted = max(0, min(count, Int(status.st_size) - offset))
    return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, wanted, offset))
    }
  }

  /// Makes a pipe that spawned programs do not inherit.
  static func makePipe(_ ends: inout [Int32]) -> Bool {
    guard pipe(&ends) == 0 else { return false }
    return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
  }

  /// The names of what a folder holds.
  static func entries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file or a folder with all it holds, and follows no links.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in entries(of: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
