// SPDX-License-Identifier: MIT
import Foundation
import Notebooks
import Testing

@testable import Autograding

@Suite("Guarded processes") struct GuardedProcessLaws {
  private func run(
    _ script: String, input: String = "", _ change: (inout ResourceLimits) -> Void = { _ in }
  ) throws -> (ending: ProcessEnding, lines: [String]) {
    var limits = ResourceLimits()
    limits.seconds = 60
    change(&limits)
    let process = GuardedProcess(
      command: ["/bin/sh", "-c", script], environment: ["PATH=/usr/bin:/bin"], limits: limits,
      isContained: false)
    var lines: [String] = []
    let ending = try process.run(input: Array(input.utf8)) {
      lines.append(String(decoding: $0, as: UTF8.self))
    }
    return (ending, lines)
  }

  @Test("Input goes in, lines come out, and the exit code is told")
  func exchange() throws {
    let text = (0..<20_000).map { "line \($0)\n" }.joined()
    let (ending, lines) = try run("cat; echo half; echo fault >&2; exit 7", input: text)
    #expect(lines.count == 20_001 && lines.last == "half" && lines[3] == "line 3")
    #expect(ending.cause == .exited(7) && ending.errorText == "fault\n")
  }

  @Test("A program that reads nothing and one that is killed are no trouble")
  func early() throws {
    let text = String(repeating: "x", count: 1_000_000)
    #expect(try run("exit 0", input: text).ending.cause == .exited(0))
    #expect(try run("kill -9 $$").ending.cause == .signal(9))
  }

  @Test("Too much time, memory or too many processes end it, and say so")
  func limits() throws {
    #expect(try run("sleep 60") { $0.seconds = 0.3 }.ending.cause == .time)
    let eater = "exec awk 'BEGIN { for (i = 0; ; i++) a[i] = sprintf(\"%200s\", i) }'"
    let (ending, _) = try run(eater) { $0.memory = 100 << 20 }
    #expect(ending.cause == .memory && ending.peakMemory > 100 << 20)
    let breeder = "for i in $(seq 40); do sleep 60 & done; wait"
    #expect(try run(breeder) { $0.processes = 20 }.ending.cause == .processes)
  }

  @Test("A program that is not there is told")
  func missing() {
    let process = GuardedProcess(
      command: ["/nowhere/program"], environment: [], limits: ResourceLimits(), isContained: false)
    #expect(throws: GuardedProcess.StartError.self) { try process.run(input: []) { _ in } }
  }
}

@Suite("Jobs and reports") struct CellJobLaws {
  @Test("A job and a report say the same after their way through a pipe")
  func roundTrip() throws {
    let job = CellJob(
      cells: [.init(position: 3, source: "let é = \"\n\"")], cellSeconds: 1.5, seconds: 60)
    #expect(CellJob(job.bytes) == job)
    let report = CellReport(
      position: 3, executionCount: nil, outputs: [.stream("stdout", "a\nb"), .stream("stderr", "")])
    #expect(!report.line.dropLast().contains(UInt8(ascii: "\n")))
    #expect(CellReport(line: Array(report.line.dropLast())) == report)
    #expect(CellReport(line: Array("10/10".utf8)) == nil)
  }
}

@Suite("Finding submissions") struct SubmissionFinderLaws {
  @Test("nbgrader's folders give one submission for each student, found or not")
  func layout() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for path in ["ann/ps1/p.ipynb", "ann/ps2/p.ipynb", "bob/ps1/renamed.ipynb", "cy/ps1/a.txt"] {
      let file = root.appending(path: "submitted/\(path)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
    let finder = SubmissionFinder(rubric: root.path() + "/source/ps1/p.ipynb")
    let found = finder.submissions(in: root.path() + "/submitted/")
    #expect(found.map(\.student) == ["ann", "bob", "cy"])
    #expect(found.map { $0.path?.lastComponent } == ["p.ipynb", "renamed.ipynb", nil])
    #expect(found[0].path?.contains("ps1") == true)
    let single = finder.submissions(in: root.path() + "/submitted/ann/ps1/p.ipynb")
    #expect(single.map(\.student) == ["ann"])
  }

  @Test("A link in a student's folder is no submission, for it could lead to another's work")
  func links() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for student in ["ann", "bob"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: student), withIntermediateDirectories: true)
    }
    let notebook = root.appending(path: "ann/p.ipynb")
    try Data().write(to: notebook)
    try FileManager.default.createSymbolicLink(
      at: root.appending(path: "bob/p.ipynb"), withDestinationURL: notebook)
    let found = SubmissionFinder(rubric: "/r/p.ipynb").submissions(in: root.path())
    #expect(found.map { $0.path != nil } == [true, false])
  }

  @Test("A folder that holds the rubric is never given to a submission")
  func rubricFolder() {
    let file = SubmissionFile(path: "/c/s/ann/a.ipynb", student: "ann", folder: "/c/s/ann")
    #expect(file.reading(nil, butNot: "/c/r/a.ipynb").folder == "/c/s/ann")
    for files in ["/c", "/c/r", "/c/r/"] {
      #expect(file.reading(files, butNot: "/c/r/a.ipynb").folder == nil)
    }
  }
}

@Suite("Reports of grades") struct GradeReportLaws {
  private let grade: SubmissionGrade = {
    var grade = SubmissionGrade(submission: "/s/a.ipynb", student: "=ann", status: .graded)
    grade.exercises = [
      ExerciseScore(id: "check", points: 1.5, maximum: 3, note: "CheckFailure: too \"small\""),
      ExerciseScore(id: "think", points: nil, maximum: 2, note: "by hand"),
    ]
    grade.message = "a, b"
    return grade
  }()

  @Test("A grade says the same after it was kept as JSON")
  func roundTrip() { #expect(SubmissionGrade(grade.json) == grade) }

  @Test("A row has a column for each exercise, and no spreadsheet takes a name for a formula")
  func csv() throws {
    let report = GradeReport([grade], rubric: try Rubric(assignment(), path: ""), rubricPath: "r")
    let rows = report.csv.split(separator: "\r\n")
    #expect(rows[0].contains(",pending_points,check,think,seconds,"))
    #expect(rows[1].hasPrefix("/s/a.ipynb,'=ann,graded,1.5,3,2,1.5,,0,0,0,,,,\"a, b\""))
  }

  @Test("The table names points, what they are out of, and why they are missing")
  func table() {
    #expect(
      GradeReport.table(grade) == """
        /s/a.ipynb
          exercise   points     of
          check         1.5      3  CheckFailure: too "small"
          think           –      2  by hand
          total         1.5      3  and 2 to be decided by hand
          graded: a, b
        """)
  }
}
