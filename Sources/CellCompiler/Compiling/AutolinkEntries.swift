// SPDX-License-Identifier: MIT

/// Reads from an object file which libraries its imports ask for.
enum AutolinkEntries {
  /// The libraries' file names, each once, but for those that every session has loaded.
  static func libraries(ofObject path: String) -> [String] {
    guard let section = ELFObject(path: path)?.section(named: ".swift1_autolink_entries") else {
      return []
    }
    var libraries: [String] = []
    for entry in section.split(separator: 0) {
      let flag = String(decoding: entry, as: UTF8.self)
      guard flag.hasPrefix("-l") else { continue }
      let name = String(flag.dropFirst(2))
      if !alwaysLoaded.contains(name) && !libraries.contains("lib\(name).so") {
        libraries.append("lib\(name).so")
      }
    }
    return libraries
  }

  /// The C library's parts, whose development files are linker scripts, and the runtime's core.
  private static let alwaysLoaded: Set<String> = [
    "c", "m", "dl", "pthread", "rt", "util", "stdc++", "gcc_s", "swiftCore",
  ]
}

/// The sections of a 64-bit little-endian ELF file.
struct ELFObject {
  private let path: String
  private let headers: [UInt8]
  private let headerSize: Int
  private let names: [UInt8]

  /// Reads the section headers; nil where the file is no such object.
  init?(path: String) {
    self.path = path
    guard let start = Files.read(path, count: 64), start.count == 64,
      start.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
    else { return nil }
    headerSize = start.number(at: 58, size: 2)
    let count = start.number(at: 60, size: 2)
    guard headerSize >= 64,
      let table = Files.read(
        path, at: start.number(at: 40, size: 8), count: headerSize * count),
      table.count == headerSize * count
    else { return nil }
    headers = table
    let nameIndex = start.number(at: 62, size: 2)
    guard nameIndex < count else { return nil }
    let header = Array(table[(nameIndex * headerSize)...].prefix(headerSize))
    names =
      Files.read(path, at: header.number(at: 24, size: 8), count: header.number(at: 32, size: 8))
      ?? []
  }

  /// The bytes of a section, or nil where there is none of that name.
  func section(named name: String) -> [UInt8]? {
    for start in stride(from: 0, to: headers.count, by: headerSize) {
      let header = Array(headers[start..<(start + headerSize)])
      let label = names.dropFirst(header.number(at: 0, size: 4)).prefix { $0 != 0 }
      guard label.elementsEqual(name.utf8) else { continue }
      return Files.read(
        path, at: header.number(at: 24, size: 8), count: header.number(at: 32, size: 8))
    }
    return nil
  }
}

extension [UInt8] {
  /// A little-endian number in the bytes.
  fileprivate func number(at offset: Int, size: Int) -> Int {
    self[offset..<(offset + size)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
