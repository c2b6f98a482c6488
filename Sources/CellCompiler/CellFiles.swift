// SPDX-License-Identifier: MIT
import Glibc

/// The files of one cell.
struct CellFiles {
  let folder: String
  let source: String
  let object: String
  let module: String
  let library: String

  /// The source is named like the cell, so that every message and every symbol names it so.
  init(cell: Int, label: String, scratch: String) {
    let name = CellNames.module(ofCell: cell)
    folder = "\(scratch)/\(cell)"
    source = "\(folder)/\(label).swift"
    object = "\(folder)/\(name).o"
    module = "\(scratch)/\(name).swiftmodule"
    library = "\(folder)/lib\(name).so"
  }

  /// Writes the source.
  ///
  /// - Returns: the system's reason where that fails.
  func write(_ text: String) -> String? {
    mkdir(folder, 0o700)
    let descriptor = open(source, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      == bytes.count
      ? nil : String(cString: strerror(errno))
  }

  /// Whether the compiler left both the object and the module.
  var areCompiled: Bool { access(object, R_OK) == 0 && access(module, R_OK) == 0 }

  /// Removes what later steps do not need.
  func removeObject() { unlink(object) }
}

/// Reads a whole file; nil where it cannot be read.
func readFile(_ path: String) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return nil }
  let size = Int(status.st_size)
  return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
    while initialized < size {
      let count = read(
        descriptor, buffer.baseAddress?.advanced(by: initialized), size - initialized)
      if count <= 0 { break }
      initialized += count
    }
  }
}
