// SPDX-License-Identifier: MIT

import CZlib
import Foundation
import Glibc
import Synchronization

@testable import Datasets

/// A folder that is removed with its content when the test ends.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var name = Array("/tmp/datasets-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw Failure.folder }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  enum Failure: Error {
    case folder
    case file
  }

  /// Writes a file, with its folder.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    if let slash = name.lastIndex(of: "/") { mkdir("\(path)/\(name[..<slash])", 0o755) }
    guard let file = fopen("\(path)/\(name)", "wb") else { throw Failure.file }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    return "\(path)/\(name)"
  }

  /// Removes a file.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// The names of the files in a folder.
  func names(in folder: String) -> [String] {
    guard let directory = opendir("\(path)/\(folder)") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

/// Files as the archive has them, but of three and two images of 2 × 2 pixels.
enum SmallArchive {
  static let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + [
      0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6,
    ]
  static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 4]

  private static let contents = [images, labels, images, labels]
  private static let names = [
    "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1",
  ]
  .map { "\($0)-ubyte.gz" }

  static let files = Dictionary(uniqueKeysWithValues: zip(names, contents.map(gzip)))

  static let archive = ImageArchive(
    card: { folder, files in
      DatasetCard(
        name: "Small", summary: "Three images.", values: "<grey>", source: "a test",
        licence: "none | needed", folder: folder, files: files)
    },
    folder: "small", mirrors: ["first", "second"], classNames: (0...9).map(\.description),
    files: contents.map {
      .init(
        byteCount: gzip($0).count, sha256: SHA256.digest(of: gzip($0)),
        content: Fingerprint(of: $0))
    })

  /// The bytes in gzip's format.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let windowForGzip: Int32 = 15 + 16
    deflateInit2_(
      &stream, 6, Z_DEFLATED, windowForGzip, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + 100))
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
        deflate(&stream, Z_FINISH)
        return Int(stream.total_out)
      }
    }
    deflateEnd(&stream)
    return Array(output[..<count])
  }
}

/// A network that gives some files and remembers what it was asked for.
final class FakeNetwork: Sendable {
  private let files: [String: [UInt8]]
  /// How many bytes it gives before it is cut off, at each time it is asked.
  private let portion: Int
  private let asked = Mutex<[String]>([])

  init(_ files: [String: [UInt8]], portion: Int = .max) {
    (self.files, self.portion) = (files, portion)
  }

  var addresses: [String] { asked.withLock { $0 } }

  @Sendable func fetch(_ transfer: Transfer, report: (Int) -> Void) -> String? {
    asked.withLock { $0.append(transfer.address) }
    guard let bytes = files[transfer.address], let file = fopen(transfer.path, "ab") else {
      return "no such address"
    }
    defer { fclose(file) }
    let rest = bytes.dropFirst(FileSystem.size(of: transfer.path))
    fwrite(Array(rest.prefix(portion)), 1, min(rest.count, portion), file)
    report(bytes.count - rest.count + min(rest.count, portion))
    return rest.count > portion ? "it was interrupted" : nil
  }
}
