// SPDX-License-Identifier: MIT

import Display
import Glibc

extension Figure {
  /// Writes the figure to a file, in the format that its name ends in: `svg`, `pdf` or `png`.
  ///
  /// With a manifest, what the figure shows is written beside it as JSON, under the same name with `.json`.
  /// A file that exists is replaced at once or not at all.
  ///
  /// - Throws: `FigureError` for another ending, a missing folder or a file that cannot be written.
  public func save(_ path: String, manifest: Bool = false) throws(FigureError) {
    let bytes: [UInt8]
    switch path.split(separator: ".").last?.lowercased() {
    case "svg": bytes = Array(svg().utf8)
    case "png": bytes = png()
    case "pdf": bytes = pdf()
    default: throw .unknownFormat(path: path)
    }
    try AtomicFile.write(bytes, to: path)
    if manifest { try writeManifest(beside: path) }
  }

  /// Writes what the figure shows under the same name, with `.json` as its ending.
  func writeManifest(beside path: String) throws(FigureError) {
    let start = path.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
    try AtomicFile.write(Array((manifest.description + "\n").utf8), to: start + ".json")
  }
}

/// Files that appear whole or not at all.
enum AtomicFile {
  /// Writes beside the file and then puts the new one in its place.
  static func write(_ bytes: [UInt8], to path: some StringProtocol) throws(FigureError) {
    let path = String(path)
    let folder = folder(of: path)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .folderMissing(path: path, folder: folder)
    }
    guard access(folder, W_OK) == 0 else {
      throw .notWritable(path: path, folder: folder)
    }
    let draft = "\(path).\(getpid())-draft"
    defer { unlink(draft) }
    try fill(draft, with: bytes, for: path)
    if rename(draft, path) != 0 { throw .cannotWrite(path: path, reason: reason()) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func fill(
    _ draft: String, with bytes: [UInt8], for path: String
  ) throws(FigureError) {
    guard let file = fopen(draft, "wb") else {
      throw .cannotWrite(path: path, reason: reason())
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    // What does not fit on the disk may be told only at the end.
    let isClosed = fclose(file) == 0
    guard written == bytes.count, isClosed else {
      throw .cannotWrite(path: path, reason: reason())
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}

/// Why a figure was not saved.
public enum FigureError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name does not end in a known format.
  case unknownFormat(path: String)
  /// There is no such folder.
  case folderMissing(path: String, folder: String)
  /// The folder belongs to somebody else.
  case notWritable(path: String, folder: String)
  /// The system refused.
  case cannotWrite(path: String, reason: String)

  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .unknownFormat(let path):
      "Cannot save a figure as “\(path)”: end the name in .svg, .pdf or .png."
    case .folderMissing(let path, let folder):
      "Cannot write “\(path)”: there is no folder “\(folder)”. Make it, or choose another one."
    case .notWritable(let path, let folder):
      "Cannot write “\(path)”: the folder “\(folder)” is not yours to write in. Choose another one."
    case .cannotWrite(let path, let reason):
      "Cannot write “\(path)”: \(reason). Choose another place, or make room there."
    }
  }
}
