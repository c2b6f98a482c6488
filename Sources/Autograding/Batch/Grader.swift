// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc
import Notebooks

/// Grades one submission after the other; many threads may use one grader.
package struct Grader: Sendable {
  private let rubric: Rubric
  private let sandbox: Sandbox
  private let limits: ResourceLimits
  /// Whether points are read off the outputs that stand in the notebook.
  private let trustsOutputs: Bool
  /// The folder for executed notebooks.
  private let outputFolder: String?

  /// Makes a grader.
  package init(
    rubric: Rubric, sandbox: SandboxKind, folders: SandboxFolders, limits: ResourceLimits,
    trustsOutputs: Bool = false, outputFolder: String? = nil
  ) {
    self.rubric = rubric
    self.sandbox = Sandbox(kind: sandbox, folders: folders, limits: limits)
    self.limits = limits
    self.trustsOutputs = trustsOutputs
    self.outputFolder = outputFolder
  }

  /// Grades a submission; whatever goes wrong stands in the grade.
  package func grade(_ file: SubmissionFile) -> SubmissionGrade {
    var grade = SubmissionGrade(submission: file.name, student: file.student, status: .graded)
    guard let path = file.path else {
      return unreadable(grade, "the student's folder has no notebook of this assignment")
    }
    guard Self.size(of: path) <= Self.largestNotebook else {
      return unreadable(grade, "larger than \(Self.largestNotebook >> 20) MB: clear its outputs")
    }
    do {
      var submission = try RestoredSubmission(Notebook(path: path), rubric: rubric)
      grade.tampered = submission.tampered
      grade.missing = submission.missing
      if !trustsOutputs { execute(&submission, beside: file.folder, &grade) }
      grade.exercises = scores(of: submission)
      write(submission.notebook, of: file, &grade)
    } catch {
      return unreadable(grade, "\(error)")
    }
    return grade
  }

  private static let largestNotebook = 100 << 20

  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private func unreadable(_ grade: SubmissionGrade, _ reason: String) -> SubmissionGrade {
    var grade = grade
    grade.status = .unreadable
    grade.message = reason
    return grade
  }

  // MARK: Points

  private func scores(of submission: RestoredSubmission) -> [ExerciseScore] {
    let rule = GradeRule(rubric: rubric)
    return rubric.exercises.map { exercise in
      var score = rule.score(exercise, in: submission)
      guard trustsOutputs, !exercise.isSolution, score.points != nil else { return score }
      let cell = submission.cell(exercise.id)
      if cell?.executionCount == nil {
        score.points = 0
        score.note = "the cell has not been executed, or not as the teacher wrote it"
      } else if submission.withoutHiddenTests.contains(exercise.id) {
        score.note = score.note ?? "without the hidden tests, which only run without --executed"
      }
      return score
    }
  }

  // MARK: Execution

  private func execute(
    _ submission: inout RestoredSubmission, beside files: String?, _ grade: inout SubmissionGrade
  ) {
    grade.sandbox = sandbox.kind
    let cells = submission.prepareForExecution()
    guard let place = PrivateFolder() else {
      grade.status = .failed
      grade.message = "no private folder can be made: set TMPDIR to a folder with room"
      return
    }
    defer { place.remove() }
    let job = CellJob(cells: cells, cellSeconds: limits.cellSeconds, seconds: limits.seconds)
    var guarded = limits
    // The worker itself keeps the time; this is for one that cannot any more.
    guarded.seconds += 20
    let process = GuardedProcess(
      command: sandbox.command(place: place.path, files: files),
      environment: sandbox.environment(place: place.path), limits: guarded,
      isContained: sandbox.kind != .none)
    var reports: [CellReport] = []
    do throws(GuardedProcess.StartError) {
      let ending = try process.run(input: job.bytes) { line in
        if let report = CellReport(line: line) { reports.append(report) }
      }
      conclude(ending, &grade, isComplete: reports.count == cells.count)
    } catch {
      grade.status = .failed
      grade.message = "\(error)"
    }
    submission.take(reports, of: cells, ending: grade.message ?? "the session has ended")
    if submission.ranOutOfTime { grade.status = .timeout }
  }

  private func conclude(
    _ ending: ProcessEnding, _ grade: inout SubmissionGrade, isComplete: Bool
  ) {
    grade.seconds = ending.seconds
    grade.processorSeconds = ending.processorSeconds
    grade.peakMemory = ending.peakMemory
    switch ending.cause {
    case .time:
      grade.status = .timeout
      grade.message = "ended after \(Int(limits.seconds)) s, the time for one submission"
    case .memory:
      grade.status = .memory
      grade.message = "ended for using more than \(limits.memory >> 20) MB of memory"
    case .processes:
      grade.status = .processes
      grade.message = "ended for starting more than \(limits.processes) processes and threads"
    case .exited(0) where isComplete: break
    case .exited(WorkerExit.noSession):
      grade.status = .failed
      grade.message = "no session: \(ending.errorText.lastLine)"
    case .exited, .signal:
      grade.status = .died
      grade.message =
        "its processes were killed, by itself or for want of memory: cells after that earned nothing"
    }
  }

  // MARK: The executed notebook

  private func write(
    _ notebook: Notebook, of file: SubmissionFile, _ grade: inout SubmissionGrade
  ) {
    guard let outputFolder, let path = file.path else { return }
    let folder = "\(outputFolder)/\(file.student)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try notebook.write(to: "\(folder)/\(path.lastComponent)")
    } catch {
      grade.message = "the executed notebook was not written: \(error)"
    }
  }
}

/// The exit codes of a worker that say something.
package enum WorkerExit {
  /// No session could be started on this machine.
  package static let noSession: Int32 = 70
}

extension String {
  fileprivate var lastLine: String {
    split(separator: "\n").last.map(String.init) ?? "the worker said nothing"
  }
}
