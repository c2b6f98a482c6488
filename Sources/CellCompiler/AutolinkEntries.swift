// SPDX-License-Identifier: MIT

/// The libraries that an object asks for, from its section `.swift1_autolink_entries`.
enum AutolinkEntries {
  /// Reads a 64-bit little-endian ELF object.
  ///
  /// - Returns: file names for `dlopen`, such as `libswiftDispatch.so`, each once.
  static func libraries(inObject bytes: [UInt8]) -> [String] {
    guard let section = section(named: ".swift1_autolink_entries", in: bytes) else { return [] }
    var seen: Set<String> = []
    return section.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      .filter { $0.hasPrefix("-l") }.map { "lib\($0.dropFirst(2)).so" }
      .filter { !alwaysLoaded.contains($0) && seen.insert($0).inserted }
  }

  /// Parts of the C library, which every process has.
  private static let alwaysLoaded: Set<String> = [
    "libm.so", "libpthread.so", "libutil.so", "libdl.so", "libc.so",
  ]

  private static func section(named name: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    guard bytes.count > 64, bytes[..<4].elementsEqual([0x7f, 0x45, 0x4c, 0x46]) else { return nil }
    let table = number(8, at: 0x28, in: bytes)
    let size = number(2, at: 0x3a, in: bytes)
    let count = number(2, at: 0x3c, in: bytes)
    let nameIndex = number(2, at: 0x3e, in: bytes)
    guard table + size * count <= bytes.count, nameIndex < count else { return nil }
    func header(_ index: Int) -> (name: Int, offset: Int, size: Int) {
      let start = table + index * size
      return (
        number(4, at: start, in: bytes), number(8, at: start + 0x18, in: bytes),
        number(8, at: start + 0x20, in: bytes)
      )
    }
    let names = header(nameIndex).offset
    for index in 0..<count {
      let entry = header(index)
      let text = bytes[(names + entry.name)...].prefix { $0 != 0 }
      guard text.elementsEqual(name.utf8), entry.offset + entry.size <= bytes.count else {
        continue
      }
      return bytes[entry.offset..<entry.offset + entry.size]
    }
    return nil
  }

  private static func number(_ count: Int, at offset: Int, in bytes: [UInt8]) -> Int {
    guard offset + count <= bytes.count else { return 0 }
    return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
