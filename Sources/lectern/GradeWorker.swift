// SPDX-License-Identifier: MIT
import Autograding
import FoundationEssentials
import Glibc
import SwiftSession

/// Runs the cells of one submission in a session of its own; `lectern grade` starts it in a sandbox.
///
/// It reads its job from standard input and reports each cell on standard output, which no cell can reach.
struct GradeWorker {
  private let place: String
  private let files: String?
  private let sharedCache: String?
  private let fileSize: Int?
  private let processes: Int?
  private let onlyStarts: Bool

  /// Reads the command line.
  init(_ options: Options) throws(CommandLineError) {
    guard let place = options["place"] else {
      throw .usage("`lectern work` is called by `lectern grade`, and not by people")
    }
    self.place = place
    files = options["files"]
    sharedCache = options["shared-cache"]
    fileSize = options["file-size"].flatMap { Int($0) }
    processes = options["processes"].flatMap { Int($0) }
    onlyStarts = options.contains("only-start")
  }

  /// Runs the job.
  ///
  /// - Returns: the exit code.
  func run() async -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    ProcessLimits.isolate()
    if let fileSize { ProcessLimits.set(fileSize: fileSize, processes: processes) }
    if onlyStarts { return 0 }
    guard let job = CellJob(Self.standardInput) else {
      printError("lectern work: the job on standard input cannot be read")
      return 2
    }
    do {
      try prepareFolders()
      let session = try SwiftSession(paths: Setting.paths)
      await CellRunner(session: session).run(job) { Self.write($0.line) }
      session.shutdown()
      session.kill()
      Self.awaitChildren()
      return 0
    } catch {
      printError("\(error)")
      return WorkerExit.noSession
    }
  }

  /// Makes the folders that the submission may write, and copies what it may read.
  private func prepareFolders() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: "\(place)/home", withIntermediateDirectories: true)
    let folder = "\(place)/submission"
    if let files {
      try manager.copyItem(atPath: files, toPath: folder)
    } else {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    guard chdir(folder) == 0 else { throw CommandLineError.failed("\(folder) cannot be entered") }
    if let sharedCache { try SharedCache(folder: sharedCache).link(to: Setting.cache) }
  }

  /// Waits a moment for the session's processes, whose use of the processor counts only then.
  private static func awaitChildren() {
    for _ in 0..<200 where waitpid(-1, nil, WNOHANG) >= 0 { usleep(5000) }
  }

  private static var standardInput: [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(STDIN_FILENO, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func write(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// A cache that many sessions read and none writes.
struct SharedCache {
  let folder: String
  /// Whether the folder is one of compiled modules, to which more may have to be added.
  var isInModules = false

  /// Makes a folder that holds all that the cache holds, where new files can be added.
  func link(to target: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: target, withIntermediateDirectories: true)
    for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
      // What another process just makes is of no use here.
      if name.hasPrefix("warm-up-") { continue }
      let path = "\(folder)/\(name)"
      if isInModules || name == "modules", isFolder(path) {
        try SharedCache(folder: path, isInModules: true).link(to: "\(target)/\(name)")
      } else {
        try manager.createSymbolicLink(atPath: "\(target)/\(name)", withDestinationPath: path)
      }
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
