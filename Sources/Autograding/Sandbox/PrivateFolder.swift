// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc

/// A new folder that only this account can read.
struct PrivateFolder {
  let path: String

  /// Makes a folder; nil where none can be made.
  init?() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/lectern-grade-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
