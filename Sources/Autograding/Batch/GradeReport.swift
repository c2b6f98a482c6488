// SPDX-License-Identifier: MIT
package import Notebooks

/// Grades as people and programs read them.
package struct GradeReport: Sendable {
  private let grades: [SubmissionGrade]
  private let rubric: Rubric
  private let rubricPath: String

  /// Reports on grades.
  package init(_ grades: [SubmissionGrade], rubric: Rubric, rubricPath: String) {
    self.grades = grades
    self.rubric = rubric
    self.rubricPath = rubricPath
  }

  /// All as JSON.
  package var json: JSONValue {
    ["rubric": .string(rubricPath), "submissions": .array(grades.map(\.json))]
  }

  /// A row for each submission, a column for each exercise.
  package var csv: String {
    let ids = rubric.exercises.map(\.id)
    let header =
      ["submission", "student", "status", "points", "max_points", "pending_points"] + ids
      + ["seconds", "cpu_seconds", "peak_memory_mb", "sandbox", "tampered", "missing", "message"]
    let rows = grades.map { grade in row(grade, ids) }
    return ([header] + rows).map { $0.map(\.csvField).joined(separator: ",") + "\r\n" }.joined()
  }

  private func row(_ grade: SubmissionGrade, _ ids: [String]) -> [String] {
    let points = ids.map { id in
      grade.exercises.first { $0.id == id }?.points.map(\.short) ?? ""
    }
    let totals =
      grade.status.isGraded
      ? [grade.points.short, grade.maximum.short, grade.pendingPoints.short] : ["", "", ""]
    return [grade.submission, grade.student, grade.status.rawValue] + totals + points
      + [
        grade.seconds.rounded(to: 2).short, grade.processorSeconds.rounded(to: 2).short,
        "\(grade.peakMemory >> 20)", grade.sandbox?.rawValue ?? "",
        grade.tampered.joined(separator: " "), grade.missing.joined(separator: " "),
        grade.message ?? "",
      ]
  }

  /// The points of each exercise of one submission.
  package static func table(_ grade: SubmissionGrade) -> String {
    guard grade.status.isGraded else { return "\(grade.submission): \(grade.message ?? "")" }
    let width = (grade.exercises.map(\.id.count) + ["exercise".count]).max() ?? 0
    let line = { (name: String, points: String, maximum: String, note: String) in
      let text =
        "  \(name.padded(to: width))  \(points.leftPadded(to: 7)) \(maximum.leftPadded(to: 6))  \(note)"
      return text.withoutSpaceAtEnd
    }
    let exercises = grade.exercises.map {
      line($0.id, $0.points?.short ?? "–", $0.maximum.short, $0.note ?? "")
    }
    let pending =
      grade.pendingPoints > 0 ? "and \(grade.pendingPoints.short) to be decided by hand" : ""
    let total = line("total", grade.points.short, grade.maximum.short, pending)
    return
      ([grade.submission, line("exercise", "points", "of", "")] + exercises + [total]
      + remarks(on: grade)).joined(separator: "\n")
  }

  private static func remarks(on grade: SubmissionGrade) -> [String] {
    let tampered = grade.tampered.map { "  \($0) had been changed, and was put back" }
    let missing = grade.missing.map { "  \($0) had been deleted, and was put back" }
    return tampered + missing + (grade.message.map { ["  \(grade.status.rawValue): \($0)"] } ?? [])
  }

  /// What a submission earned and cost, in one line.
  package static func costLine(_ grade: SubmissionGrade) -> String {
    let cost =
      "\(grade.seconds.fixed(1)) s, \(grade.processorSeconds.fixed(1)) s CPU, "
      + "\(grade.peakMemory >> 20) MB"
    let points =
      grade.status.isGraded ? "\(grade.points.short)/\(grade.maximum.short)" : "no points"
    let message = grade.message.map { ": \($0)" } ?? ""
    return "\(grade.student)  \(points)  \(cost)  \(grade.status.rawValue)\(message)"
  }
}

extension Double {
  /// The number without needless decimals.
  var short: String {
    let rounded = rounded(to: 6)
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  /// The number with exactly so many decimals.
  func fixed(_ decimals: Int) -> String {
    let parts = "\(rounded(to: decimals))".split(separator: ".")
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    return "\(parts[0])." + fraction.padded(to: decimals, with: "0")
  }
}

extension String {
  /// The text as a field of a CSV file; what a spreadsheet would take for a formula stays text.
  fileprivate var csvField: String {
    let isFormula = "=+-@\t".contains(first ?? " ") && Double(self) == nil
    let text = isFormula ? "'\(self)" : self
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  fileprivate func padded(to width: Int, with character: Character = " ") -> String {
    self + String(repeating: character, count: max(0, width - count))
  }

  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  fileprivate var withoutSpaceAtEnd: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
