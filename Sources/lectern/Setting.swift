// SPDX-License-Identifier: MIT
import Glibc
import SwiftSession

/// What the environment says, with defaults that need no thought.
enum Setting {
  /// The toolchain's `usr` folder: `LECTERN_TOOLCHAIN`, or the one whose runtime this process uses.
  static var toolchain: String {
    if let named = variable("LECTERN_TOOLCHAIN") { return named }
    return runtimeToolchain ?? "/usr"
  }

  /// The folder for caches: `LECTERN_CACHE`, or `lectern` in the account's cache folder.
  ///
  /// One that cannot be written, as in some grading containers, gives way to a temporary one.
  static var cache: String {
    let account = variable("XDG_CACHE_HOME") ?? variable("HOME").map { "\($0)/.cache" }
    let folders = [variable("LECTERN_CACHE"), account.map { "\($0)/lectern" }]
    let usable = folders.lazy.compactMap { $0 }.first(where: isWritableFolder)
    if let usable { return usable }
    let fallback = "\(variable("TMPDIR") ?? "/tmp")/lectern-cache-\(getuid())"
    mkdir(fallback, 0o700)
    return fallback
  }

  /// Makes a folder where there is none; false where nothing can be written in it.
  private static func isWritableFolder(_ path: String) -> Bool {
    for end in path.indices where path[end] == "/" && end != path.startIndex {
      mkdir(String(path[..<end]), 0o755)
    }
    mkdir(path, 0o755)
    return access(path, W_OK | X_OK) == 0
  }

  /// The folder of this executable.
  static var programFolder: String {
    guard let path = realpath("/proc/self/exe", nil) else { return "." }
    defer { free(path) }
    return String(cString: path).dropLastPathComponent()
  }

  /// Where the session's programs and modules are.
  static var paths: SessionPaths {
    SessionPaths(besideExecutablesIn: programFolder, toolchain: toolchain, cache: cache)
  }

  /// A variable of the environment; nil where it is not set or empty.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The variables that Lectern reads, with their present values, for people.
  static var summary: [(name: String, value: String)] {
    [
      ("LECTERN_TOOLCHAIN", toolchain),
      ("LECTERN_CACHE", cache),
      ("LECTERN_DATA", variable("LECTERN_DATA") ?? "not set: data sets come from the cache folder"),
      (
        "LECTERN_THREADS",
        variable("LECTERN_THREADS") ?? "not set: all \(processorCount) processors"
      ),
      ("LECTERN_PROFILE", variable("LECTERN_PROFILE") ?? "not set: full, or quick under nbgrader"),
    ]
  }

  static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Found from the place of the loaded runtime library, `<usr>/lib/swift/linux/libswiftCore.so`.
  private static var runtimeToolchain: String? {
    guard let file = fopen("/proc/self/maps", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: Int(PATH_MAX) + 128)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasSuffix("/libswiftCore.so\n"), let start = text.firstIndex(of: "/") else {
        continue
      }
      // <usr>/lib/swift/linux/libswiftCore.so
      return (0..<4).reduce(String(text[start...].dropLast())) { path, _ in
        path.dropLastPathComponent()
      }
    }
    return nil
  }
}

extension String {
  /// The path without its last component.
  func dropLastPathComponent() -> String {
    guard let slash = lastIndex(of: "/") else { return "." }
    return String(self[..<slash])
  }
}
