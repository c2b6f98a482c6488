// SPDX-License-Identifier: MIT
import CSodium
import FoundationEssentials
import Notebooks

/// What is kept of finished submissions in a folder, so that a later run need not grade them again.
///
/// Each submission has a file of its own, which is written at once: many machines may share the folder.
package struct GradeState: Sendable {
  private let folder: String
  /// What all grades depend on besides the submission: the rubric, the limits, the program.
  private let circumstances: [UInt8]

  /// Why the folder cannot be used.
  package struct FolderError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do about it.
    package let description: String
  }

  /// Opens the folder, and makes it where there is none.
  package init(folder: String, rubric: String, settings: String) throws(FolderError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FolderError(description: "the folder \(folder) cannot be made: name another --state")
    }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw FolderError(description: "the folder \(folder) cannot be written: name another --state")
    }
    self.folder = folder
    let content = FileManager.default.contents(atPath: rubric) ?? Data()
    circumstances = Digest.of(Array(content) + Array(settings.utf8))
  }

  /// The grade of a submission that has not changed since it was graded.
  func grade(of file: SubmissionFile) -> SubmissionGrade? {
    guard let key = key(of: file),
      let data = FileManager.default.contents(atPath: recordPath(of: file)),
      let record = (try? JSONValue(reading: Array(data)))?.object, record["key"]?.string == key
    else { return nil }
    var grade = record["grade"].flatMap(SubmissionGrade.init)
    // A file that was named by itself does not always tell whose it is.
    grade?.student = file.student
    return grade
  }

  /// Keeps a grade; one that the machine is to blame for is not kept.
  func keep(_ grade: SubmissionGrade, of file: SubmissionFile) {
    guard grade.status != .failed, let key = key(of: file) else { return }
    let record: JSONValue = ["key": .string(key), "grade": grade.json]
    let path = recordPath(of: file)
    try? Data(record.bytes(isIndented: true)).write(to: URL(filePath: path), options: .atomic)
  }

  private func key(of file: SubmissionFile) -> String? {
    guard let path = file.path, let data = FileManager.default.contents(atPath: path) else {
      return nil
    }
    return Digest.text(circumstances + Digest.of(Array(data)))
  }

  private func recordPath(of file: SubmissionFile) -> String {
    let path = file.path ?? file.student
    let name = path.lastComponent.map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return "\(folder)/\(String(name.prefix(60)))-\(Digest.text(Array(path.utf8)).prefix(12)).json"
  }
}

/// SHA-256, to tell whether something has changed.
enum Digest {
  static func of(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(crypto_hash_sha256_BYTES)) { digest, count in
      guard let start = digest.baseAddress else { return }
      crypto_hash_sha256(start, bytes, UInt64(bytes.count))
      count = Int(crypto_hash_sha256_BYTES)
    }
  }

  static func text(_ bytes: [UInt8]) -> String {
    of(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
