// SPDX-License-Identifier: MIT
import Autograding
import FoundationEssentials
import Glibc
import Notebooks
import SwiftSession
import Synchronization

/// Grades submitted notebooks by an assignment's rubric, without Jupyter.
struct GradeCommand {
  private let settings: GradeSettings

  /// Reads the command line.
  init(_ arguments: [String]) throws(CommandLineError) {
    settings = try GradeSettings(arguments)
  }

  /// Grades.
  ///
  /// - Returns: 0 when all passed, 1 when some did not, 3 when some could not be graded.
  func run() async throws(CommandLineError) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let rubric: Rubric
    do throws(RubricError) { rubric = try Rubric(path: settings.rubric) } catch {
      throw .usage("\(error)")
    }
    let files = try submissions()
    let kind = try await chooseSandbox()
    let grader = Grader(
      rubric: rubric, sandbox: kind, folders: folders, limits: settings.limits,
      trustsOutputs: settings.trustsOutputs, outputFolder: settings.outputFolder)
    let run = GradeRun(grader: grader, jobs: settings.jobs, state: try state())
    let progress = GradeProgress(total: files.count)
    let grades = run.grade(files) { progress.finished($0, isNew: $1) }
    progress.end(grades)
    let report = GradeReport(grades, rubric: rubric, rubricPath: settings.rubric)
    try write(report.csv, to: settings.csv)
    try write("\(report.json)\n", to: settings.json)
    return exitCode(of: grades)
  }

  private func submissions() throws(CommandLineError) -> [SubmissionFile] {
    let finder = SubmissionFinder(rubric: settings.rubric)
    var files: [SubmissionFile] = []
    for place in settings.places {
      guard FileManager.default.fileExists(atPath: place) else {
        throw .usage("there is no file or folder '\(place)'")
      }
      let found = finder.submissions(in: place)
      guard !found.isEmpty else { throw .usage("there is no submission in '\(place)'") }
      files += found.map { settings.withFiles($0) }
    }
    return files
  }

  // MARK: The sandbox

  private func chooseSandbox() async throws(CommandLineError) -> SandboxKind {
    if settings.trustsOutputs {
      printError("Nothing is run: points are read off the outputs that stand in the notebooks.")
      return .none
    }
    await fillCache()
    let kind: SandboxKind
    if let wanted = settings.sandbox {
      guard Sandbox.works(wanted, folders: folders) else {
        throw .unavailable(
          "the sandbox '\(wanted.rawValue)' does not work on this machine: install it, "
            + "or let this account make user namespaces, or choose --sandbox auto")
      }
      kind = wanted
    } else {
      kind = Sandbox.best(folders: folders)
    }
    printError(kind.notice)
    return kind
  }

  /// Submissions share the compiled modules and cannot add to them; the first run on a machine makes them.
  private func fillCache() async {
    let hasModules = {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: Setting.cache)) ?? []
      return names.contains { $0.hasPrefix("filled-") }
    }
    guard !hasModules() else { return }
    _ = await TrialCell(paths: Setting.paths).fault
    for _ in 0..<600 where !hasModules() { try? await Task.sleep(for: .milliseconds(100)) }
  }

  private var folders: SandboxFolders {
    let paths = Setting.paths
    let checkout = paths.modules.count > 1 ? ["\(paths.modules[1].parentFolder)/Package.swift"] : []
    let data = Setting.variable("LECTERN_DATA").map { [$0] } ?? []
    let wanted =
      [Setting.programFolder, paths.toolchain] + paths.modules + checkout + data
    var environment = [
      "PATH": "\(paths.toolchain)/bin:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
      "LECTERN_TOOLCHAIN": paths.toolchain,
    ]
    for name in ["LECTERN_DATA", "LECTERN_PROFILE", "LECTERN_SWIFT_VERSION", "LD_LIBRARY_PATH"] {
      environment[name] = Setting.variable(name)
    }
    environment["LECTERN_THREADS"] =
      Setting.variable("LECTERN_THREADS") ?? "\(max(1, Setting.processorCount / settings.jobs))"
    return SandboxFolders(
      program: "\(Setting.programFolder)/lectern",
      readable: wanted.filter { access($0, R_OK) == 0 && !$0.hasPrefix("/usr/") && $0 != "/usr" },
      cache: paths.cache, environment: environment)
  }

  // MARK: What is written

  private func state() throws(CommandLineError) -> GradeState? {
    guard let folder = settings.state else { return nil }
    do throws(GradeState.FolderError) {
      return try GradeState(
        folder: folder, rubric: settings.rubric, settings: "\(Lectern.version) \(settings.key)")
    } catch {
      throw .failed("\(error)")
    }
  }

  private func write(_ text: String, to path: String?) throws(CommandLineError) {
    guard let path else { return }
    if path == "-" { return print(text, terminator: "") }
    do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
      throw .failed("\(path) cannot be written: name another file")
    }
  }

  private func exitCode(of grades: [SubmissionGrade]) -> Int32 {
    if grades.contains(where: { !$0.status.isGraded }) { return 3 }
    let havePassed = grades.allSatisfy { $0.points >= settings.passShare * $0.maximum - 1e-9 }
    return havePassed ? 0 : 1
  }
}

/// Tells people how far the grading is.
private final class GradeProgress: Sendable {
  private let total: Int
  private let isLive = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private let counts = Mutex((done: 0, new: 0))

  init(total: Int) { self.total = total }

  func finished(_ grade: SubmissionGrade, isNew: Bool) {
    let counts = counts.withLock { counts in
      counts.done += 1
      if isNew { counts.new += 1 }
      return counts
    }
    if isLive, total > 1 { printProgress("") }
    print(total == 1 ? GradeReport.table(grade) : GradeReport.costLine(grade))
    if total == 1 { print("  \(GradeReport.costLine(grade))") }
    fflush(nil)
    guard isLive, total > 1, counts.new > 0 else { return }
    let seconds = start.duration(to: .now) / .seconds(1)
    let left = seconds / Double(counts.new) * Double(total - counts.done)
    printProgress("\(counts.done) of \(total) graded, about \(Int(left.rounded(.up))) s left")
  }

  func end(_ grades: [SubmissionGrade]) {
    if isLive, total > 1 { printProgress("") }
    guard total > 1 else { return }
    let seconds = start.duration(to: .now) / .seconds(1)
    let counted = Dictionary(grouping: grades, by: \.status.rawValue).mapValues(\.count)
    let states = counted.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let peak = grades.map(\.peakMemory).max() ?? 0
    print(
      "\(total) submissions in \(Int(seconds.rounded())) s: \(states.joined(separator: ", ")); "
        + "most memory \(peak >> 20) MB")
  }

  private func printProgress(_ text: String) {
    let bytes = Array("\r\u{1B}[2K\(text)".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

extension String {
  fileprivate var parentFolder: String { dropLastPathComponent() }
}
