// SPDX-License-Identifier: MIT

/// Takes out of the compiler's messages what only this program knows: its modules and its folders.
struct MessageCleaner {
  /// The labels of the cells by serial number.
  let labels: [Int: String]
  /// Folders whose names mean nothing to a student.
  let folders: [String]

  /// The message in the student's words.
  func clean(_ message: String) -> String {
    var text = message.replacing(/module 'LecternCell(\d+)'/) { label(of: $0.output.1) }
    text.replace(/LecternCell\d+\./, with: "")
    text = text.replacing(/'LecternCell(\d+)'/) { label(of: $0.output.1) }
    text = text.replacing(/LecternCell(\d+)/) { label(of: $0.output.1) }
    text.replace(/_lectern(?=[A-Za-z_])/, with: "")
    for folder in folders { text = withoutFolder(folder, text) }
    return text
  }

  /// Whether a message speaks of the name that the rewriter gave a cell's value.
  static func isAboutGeneratedName(_ message: String) -> Bool {
    message.contains(/_lectern\d+/)
  }

  private func label(of serial: Substring) -> String {
    Int(serial).flatMap { labels[$0] } ?? "an earlier cell"
  }

  /// Leaves only the last part of a path that begins in the folder.
  private func withoutFolder(_ folder: String, _ text: String) -> String {
    guard !folder.isEmpty, text.contains(folder) else { return text }
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: folder) {
      result += rest[..<range.lowerBound]
      let path = rest[range.upperBound...].prefix { !"'\"` ,;:)\n".contains($0) }
      result += path.split(separator: "/").last ?? ""
      rest = rest[path.endIndex...]
    }
    return result + rest
  }
}
