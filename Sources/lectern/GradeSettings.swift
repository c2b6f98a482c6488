// SPDX-License-Identifier: MIT
import Autograding
import Glibc

/// The command line of `lectern grade`.
struct GradeSettings {
  static let usage = """
    Usage: lectern grade SUBMISSION… --rubric NOTEBOOK [options]

    Grades submitted notebooks by nbgrader's rule, without Jupyter. A SUBMISSION is a notebook, a
    folder of notebooks, or nbgrader's folder `submitted`. Each one is run in a fresh session and,
    where bubblewrap is installed, in a sandbox: no network, no files but its own.

      --rubric NOTEBOOK       the assignment's source (with hidden tests) or release notebook
      --executed              run nothing: read the points off the outputs in the notebooks, which
                              their senders may have written by hand
      --json FILE             write points, notes and cost of each submission ('-': to the output)
      --csv FILE              write a row for each submission, a column for each exercise
      --output FOLDER         write the executed notebooks to FOLDER/STUDENT/
      --state FOLDER          keep finished grades; what has not changed is not graded again
      --pass SHARE            the share of the points that counts as passed (default: 1)
      --jobs N                grade N submissions at a time (default: half the processors)
      --timeout SECONDS       for a whole submission (default: 600)
      --cell-timeout SECONDS  for a cell (default: 120)
      --memory SIZE           for a submission's processes, such as 2G (default: 4G)
      --processes N           processes and threads of a submission (default: 512)
      --file-size SIZE        for one file that it writes (default: 256M)
      --disk SIZE             for all files that it writes (default: 1G; with bubblewrap)
      --files FOLDER          files that every submission reads, copied beside it
      --sandbox KIND          auto, bubblewrap, unshare or none (default: auto, the safest there is)

    Exit code: 0 all passed, 1 some did not, 2 the command line is wrong, 3 some could not be graded.
    """

  let places: [String]
  let rubric: String
  let trustsOutputs: Bool
  let json: String?
  let csv: String?
  let outputFolder: String?
  let state: String?
  let passShare: Double
  let jobs: Int
  let sandbox: SandboxKind?
  private(set) var limits = ResourceLimits()
  private let files: String?

  /// Reads the arguments.
  init(_ arguments: [String]) throws(CommandLineError) {
    let options = try Options(
      arguments,
      valued: [
        "rubric", "json", "csv", "output", "state", "pass", "jobs", "timeout", "cell-timeout",
        "memory", "processes", "file-size", "disk", "files", "sandbox",
      ], flags: ["executed"], takesWords: true)
    guard !options.words.isEmpty else { throw .usage("`lectern grade` needs a SUBMISSION") }
    guard let rubric = options["rubric"] else {
      throw .usage("`lectern grade` needs --rubric, the assignment's source or release notebook")
    }
    places = options.words
    self.rubric = rubric
    trustsOutputs = options.contains("executed")
    json = options["json"]
    csv = options["csv"]
    outputFolder = options["output"]
    state = options["state"]
    files = options["files"]
    if let files, access(files, R_OK | X_OK) != 0 {
      throw .usage("--files: there is no folder '\(files)'")
    }
    passShare = try options.number("pass", in: 0...1) ?? 1
    jobs = Int(try options.number("jobs", in: 1...1024) ?? Double(Self.defaultJobs))
    sandbox = try Self.sandbox(options["sandbox"])
    limits = try Self.limits(options)
  }

  private static var defaultJobs: Int { max(1, Setting.processorCount / 2) }

  private static func sandbox(_ name: String?) throws(CommandLineError) -> SandboxKind? {
    guard let name, name != "auto" else { return nil }
    guard let kind = SandboxKind(rawValue: name) else {
      throw .usage("--sandbox takes auto, bubblewrap, unshare or none, and not '\(name)'")
    }
    return kind
  }

  private static func limits(_ options: Options) throws(CommandLineError) -> ResourceLimits {
    var limits = ResourceLimits()
    limits.seconds = try options.number("timeout", in: 1...1e6) ?? limits.seconds
    limits.cellSeconds = try options.number("cell-timeout", in: 0.1...1e6) ?? limits.cellSeconds
    limits.memory = try options.size("memory", atLeast: 256 << 20) ?? limits.memory
    limits.fileSize = try options.size("file-size", atLeast: 16 << 20) ?? limits.fileSize
    limits.disk = try options.size("disk", atLeast: 64 << 20) ?? limits.disk
    limits.processes = Int(
      try options.number("processes", in: 64...1e6) ?? Double(limits.processes))
    return limits
  }

  /// A submission with the files that it may read.
  func withFiles(_ file: SubmissionFile) -> SubmissionFile { file.reading(files, butNot: rubric) }

  /// All that a grade depends on, as text.
  var key: String {
    "\(limits) executed \(trustsOutputs) files \(files ?? "")"
  }
}

extension Options {
  /// A number in a range, or nil where the option was not given.
  fileprivate func number(_ name: String, in range: ClosedRange<Double>) throws(CommandLineError)
    -> Double?
  {
    guard let text = self[name] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw .usage(
        "--\(name) takes a number from \(Self.text(range.lowerBound)) to "
          + "\(Self.text(range.upperBound)), and not '\(text)'")
    }
    return number
  }

  private static func text(_ bound: Double) -> String {
    Int(exactly: bound).map(String.init) ?? "\(bound)"
  }

  /// A number of bytes, such as `512M` or `2G`, or nil where the option was not given.
  fileprivate func size(_ name: String, atLeast least: Int) throws(CommandLineError) -> Int? {
    guard let text = self[name] else { return nil }
    let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let factor = text.last.flatMap { factors[Character($0.uppercased())] }
    guard let number = Double(factor == nil ? text : String(text.dropLast())),
      number * Double(factor ?? 1) >= Double(least), number < 1e9
    else {
      throw .usage(
        "--\(name) takes a size such as 512M or 2G, at least \(least >> 20)M, and not '\(text)'")
    }
    return Int(number * Double(factor ?? 1))
  }
}
