// SPDX-License-Identifier: MIT
import Glibc

/// The folder of the notebook, which is where front ends start a kernel.
enum NotebookFolder {
  /// The folder's path.
  static var path: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// The whole path of a file that is named from the notebook's folder, or from the home folder by `~`.
  static func resolve(_ name: String) -> String {
    if name.hasPrefix("/") { return name }
    if name == "~" || name.hasPrefix("~/"), let home = ProcessEnvironment.value(of: "HOME") {
      return home + name.dropFirst()
    }
    return "\(path)/\(name)"
  }

  /// The Swift files that lie in the folder.
  static var swiftFiles: [String] {
    guard let directory = opendir(".") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".swift") { names.append(name) }
    }
    return names.sorted()
  }
}

/// The text of a file that a cell includes.
struct IncludedFile {
  let source: String
  /// What messages call the file.
  let label: String
  /// The file itself, whatever name leads to it.
  let identity: String

  init(_ name: String) throws(CellError) {
    let path = NotebookFolder.resolve(name)
    guard let found = realpath(path, nil) else { throw Self.failure(name, path, errno) }
    defer { free(found) }
    identity = String(cString: found)
    label = identity.split(separator: "/").last.map(String.init) ?? name
    source = try Self.read(identity, name: name)
  }

  private static func read(_ path: String, name: String) throws(CellError) -> String {
    guard let file = fopen(path, "re") else { throw failure(name, path, errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      bytes += buffer.prefix(count)
      if count < buffer.count { break }
    }
    guard ferror(file) == 0 else { throw failure(name, path, errno) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CellError(
        name: "IncludeError",
        value: "`\(name)` is no text in UTF-8. Save it as UTF-8 and try again.")
    }
    return text
  }

  private static func failure(_ name: String, _ path: String, _ code: Int32) -> CellError {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    guard code == ENOENT else {
      return CellError(
        name: "IncludeError",
        value: "`\(name)` cannot be read: \(String(cString: strerror(code))).")
    }
    return CellError(
      name: "IncludeError",
      value: "there is no file `\(name)`: looked in /\(folder). "
        + "A name without a leading slash starts at the notebook's folder.")
  }
}
