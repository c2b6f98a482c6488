// SPDX-License-Identifier: MIT
import Glibc

/// How far submissions are kept from the machine that grades them.
package enum SandboxKind: String, Sendable, CaseIterable {
  case bubblewrap
  case unshare
  case none

  /// One line for people: what is kept from submissions, and what is not.
  package var notice: String {
    switch self {
    case .bubblewrap:
      "Sandbox: bubblewrap. No network; submissions see neither each other nor this account's files."
    case .unshare:
      "Sandbox: unshare. No network, but submissions can read and change this account's files: "
        + "install bubblewrap."
    case .none:
      "Sandbox: NONE. Submissions have the network and this account's files: install bubblewrap, "
        + "or grade in a container."
    }
  }
}

/// The folders that a submission must be able to read.
package struct SandboxFolders: Sendable {
  /// The `lectern` executable.
  package var program: String
  /// Files and folders of the kernel, the toolchain and the data.
  package var readable: [String]
  /// The folder of compiled modules, which all submissions share and none changes.
  package var cache: String
  /// The variables that submissions see besides those that the sandbox sets.
  package var environment: [String: String]

  /// Names the folders.
  package init(
    program: String, readable: [String], cache: String, environment: [String: String]
  ) {
    self.program = program
    self.readable = readable
    self.cache = cache
    self.environment = environment
  }
}

/// Builds the command that runs a worker apart from the rest of the machine.
package struct Sandbox: Sendable {
  /// Where a contained worker finds the files that stand beside the notebook.
  static let filesFolder = "/files"
  private static let cacheFolder = "/cache"
  private static let privateFolder = "/tmp"

  let kind: SandboxKind
  let folders: SandboxFolders
  let limits: ResourceLimits

  /// A worker's command line.
  ///
  /// - Parameters:
  ///   - place: a private folder, for a worker whose sandbox has none.
  ///   - files: the folder of files that the notebook reads.
  func command(place: String, files: String?) -> [String] {
    switch kind {
    case .bubblewrap:
      return bubblewrap(files: files) + ["--"]
        + worker(place: Self.privateFolder, files: files.map { _ in Self.filesFolder })
        + ["--shared-cache", Self.cacheFolder]
    case .unshare: return Self.unshare + worker(place: place, files: files)
    case .none: return worker(place: place, files: files)
    }
  }

  /// The variables of a worker, as `NAME=value`.
  func environment(place: String) -> [String] {
    let place = kind == .bubblewrap ? Self.privateFolder : place
    var variables = folders.environment
    variables["HOME"] = "\(place)/home"
    variables["TMPDIR"] = place
    variables["LECTERN_CACHE"] = folders.cache
    variables["NBGRADER_EXECUTION"] = "autograde"
    // A cell that wants more than this fails by itself, before the whole submission is ended.
    variables["LECTERN_MEMORY_LIMIT"] = "\(max(limits.memory / 8 * 7, 256 << 20))"
    return variables.map { "\($0)=\($1)" }.sorted()
  }

  private func worker(place: String, files: String?) -> [String] {
    [folders.program, "work", "--place", place, "--file-size", "\(limits.fileSize)"]
      + (kind == .none ? [] : ["--processes", "\(limits.processes)"])
      + (files.map { ["--files", $0] } ?? [])
  }

  private func bubblewrap(files: String?) -> [String] {
    let separate = [
      "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--uid",
      "1000", "--gid", "1000", "--chdir", "/",
    ]
    let made = [
      "--proc", "/proc", "--dev", "/dev", "--size", "\(limits.disk)", "--tmpfs",
      Self.privateFolder,
    ]
    let shared = folders.readable.flatMap { ["--ro-bind", $0, $0] }
    // Compiled modules know the path of their folder, so it must be the same in the sandbox.
    let cache =
      ["--ro-bind", folders.cache, Self.cacheFolder, "--size", "\(limits.disk)", "--tmpfs"]
      + [folders.cache]
    let beside = files.map { ["--ro-bind", $0, Self.filesFolder] } ?? []
    return separate + Self.system + made + shared + cache + beside
      + ["--remount-ro", "/dev", "--remount-ro", "/"]
  }

  /// The parts of the system that programs and libraries need.
  private static let system: [String] = {
    let folders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
    let settings = [
      "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives",
      "/etc/fonts", "/etc/localtime",
    ]
    return (folders + settings).flatMap { path -> [String] in
      var status = stat()
      guard lstat(path, &status) == 0 else { return [] }
      guard status.st_mode & S_IFMT == S_IFLNK else { return ["--ro-bind", path, path] }
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &target, target.count)
      let text = String(
        decoding: target[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return ["--symlink", text, path]
    }
  }()

  private static var unshare: [String] {
    let user = getuid() == 0 ? [] : ["--user", "--map-current-user"]
    return ["unshare"] + user
      + ["--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]
  }
}

extension Sandbox {
  /// The safest kind that works on this machine.
  package static func best(folders: SandboxFolders) -> SandboxKind {
    SandboxKind.allCases.first { works($0, folders: folders) } ?? .none
  }

  /// Tries a kind with a worker that has nothing to do.
  package static func works(_ kind: SandboxKind, folders: SandboxFolders) -> Bool {
    guard kind != .none else { return true }
    var limits = ResourceLimits()
    limits.seconds = 20
    let sandbox = Sandbox(kind: kind, folders: folders, limits: limits)
    guard let place = PrivateFolder() else { return false }
    defer { place.remove() }
    let process = GuardedProcess(
      command: sandbox.command(place: place.path, files: nil) + ["--only-start"],
      environment: sandbox.environment(place: place.path), limits: limits, isContained: true)
    return (try? process.run(input: []) { _ in })?.cause == .exited(0)
  }
}
