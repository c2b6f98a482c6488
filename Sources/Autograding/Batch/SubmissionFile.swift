// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc

/// A submitted notebook, and who submitted it.
package struct SubmissionFile: Sendable, Equatable {
  /// The notebook's path; nil where a student's folder has no notebook of the assignment.
  package let path: String?
  /// The student's name: the folder's in nbgrader's layout, else the file's.
  package let student: String
  /// The folder with files that the notebook reads; nil where it is not the student's alone.
  package let folder: String?

  /// The path, or the name where there is none, for people.
  package var name: String { path ?? student }
}

/// Finds submissions in files and folders.
package struct SubmissionFinder: Sendable {
  /// The rubric's path, whose names tell the assignment and the notebook.
  private let rubric: String

  /// Looks for submissions of a rubric's assignment.
  package init(rubric: String) { self.rubric = SubmissionFinder.absolute(rubric) }

  private var files: FileManager { .default }

  /// The submissions in a file or a folder; a folder may be laid out as nbgrader's `submitted`.
  package func submissions(in place: String) -> [SubmissionFile] {
    let place = Self.absolute(place)
    guard isFolder(place) else { return [SubmissionFile(file: place)] }
    let notebooks = notebooks(in: place)
    if !notebooks.isEmpty { return notebooks.map { SubmissionFile(file: $0) } }
    return entries(of: place).filter { isFolder("\(place)/\($0)") }
      .map { submission(of: $0, in: "\(place)/\($0)") }
  }

  private func submission(of student: String, in folder: String) -> SubmissionFile {
    let assignment = "\(folder)/\(rubric.parent.lastComponent)"
    let place = isFolder(assignment) ? assignment : onlyFolder(in: folder) ?? folder
    let notebooks = notebooks(in: place)
    let named = notebooks.first { $0.lastComponent == rubric.lastComponent }
    let path = named ?? (notebooks.count == 1 ? notebooks[0] : nil)
    return SubmissionFile(path: path, student: student, folder: path.map(\.parent))
  }

  private func onlyFolder(in folder: String) -> String? {
    guard notebooks(in: folder).isEmpty else { return nil }
    let folders = entries(of: folder).map { "\(folder)/\($0)" }.filter(isFolder)
    return folders.count == 1 ? folders[0] : nil
  }

  private func notebooks(in folder: String) -> [String] {
    entries(of: folder).filter { $0.hasSuffix(".ipynb") }.map { "\(folder)/\($0)" }
      .filter(isOwnFile)
  }

  /// A link in a student's folder could lead to another student's work, or to the teacher's.
  private func isOwnFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func entries(of folder: String) -> [String] {
    ((try? files.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  private func isFolder(_ path: String) -> Bool {
    (try? files.contentsOfDirectory(atPath: path)) != nil
  }

  /// The path from the root, without a slash at its end.
  static func absolute(_ path: String) -> String {
    let whole =
      path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    return whole.split(separator: "/").filter { $0 != "." }.reduce(into: [Substring]()) {
      if $1 == ".." { _ = $0.popLast() } else { $0.append($1) }
    }.map { "/\($0)" }.joined()
  }
}

extension SubmissionFile {
  /// A notebook that was named by itself; in nbgrader's layout the path tells the student.
  fileprivate init(file: String) {
    let parts = file.split(separator: "/")
    let layout = parts.firstIndex { $0 == "submitted" || $0 == "autograded" }
    if let layout, parts.count == layout + 4 {
      self.init(path: file, student: String(parts[layout + 1]), folder: file.parent)
    } else {
      let name = file.lastComponent
      self.init(
        path: file, student: name.hasSuffix(".ipynb") ? String(name.dropLast(6)) : name, folder: nil
      )
    }
  }
}

extension String {
  /// The path without its last component.
  var parent: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "." }

  /// The last component of the path.
  var lastComponent: String { lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self }
}

extension SubmissionFile {
  /// The submission with the folder of files that it reads; never one that holds the rubric.
  package func reading(_ files: String?, butNot rubric: String) -> SubmissionFile {
    let rubricFolder = SubmissionFinder.absolute(rubric).parent
    let chosen = files.map(SubmissionFinder.absolute) ?? folder
    let isSafe = chosen.map { !"\(rubricFolder)/".hasPrefix("\($0)/") } ?? false
    return SubmissionFile(path: path, student: student, folder: isSafe ? chosen : nil)
  }
}
