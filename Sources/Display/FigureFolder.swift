// SPDX-License-Identifier: MIT

import Glibc
import Synchronization

/// The folder in which a plain program leaves the pictures that it shows, for a terminal shows none.
///
/// `LECTERN_FIGURES` names it; without that variable nothing is written.
enum FigureFolder {
  private static let endings = [
    "image/svg+xml": "svg", "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg",
  ]
  /// The numbers of the displays that have no name.
  private static let numbers = Mutex<[String: Int]>([:])

  /// Writes a picture in all its formats and what it shows; a later one of the same name replaces it.
  static func write(_ bundle: MIMEBundle, id: String?) {
    guard let folder = getenv("LECTERN_FIGURES").map({ String(cString: $0) }), !folder.isEmpty,
      endings.keys.contains(where: { bundle.contents[$0] != nil })
    else { return }
    mkdir(folder, 0o755)
    let start = "\(folder)/\(name(of: bundle, id: id))"
    for (type, ending) in endings {
      switch bundle.contents[type] {
      case .text(let text): write(Array(text.utf8), to: "\(start).\(ending)")
      case .binary(let bytes): write(bytes, to: "\(start).\(ending)")
      case .json, nil: break
      }
    }
    guard let manifest = bundle.metadata["lectern"] else { return }
    write(Array("\(manifest)\n".utf8), to: "\(start).json")
  }

  private static func name(of bundle: MIMEBundle, id: String?) -> String {
    let given = bundle.metadata["filename"]?.stringValue?.split(separator: "/").last.map(
      String.init)
    if let given, !given.hasPrefix(".") { return given }
    return numbers.withLock { numbers in
      let id = id ?? "result \(numbers.count)"
      let number = numbers[id] ?? numbers.count + 1
      numbers[id] = number
      return "figure-\(number)"
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) {
    let file = fopen(path, "wb")
    let isWritten = file.map { fwrite(bytes, 1, bytes.count, $0) == bytes.count } ?? false
    let reason = String(cString: strerror(errno))
    let isClosed = file.map { fclose($0) == 0 } ?? false
    guard isWritten, isClosed else {
      let message = "\(path) cannot be written: \(reason). Set LECTERN_FIGURES to another folder.\n"
      message.withCString { _ = Glibc.write(STDERR_FILENO, $0, strlen($0)) }
      return
    }
  }
}
