// SPDX-License-Identifier: MIT
import Glibc

/// Links a cell's object to a shared library.
struct Linker {
  private let program: String
  private let options: [String]
  private let runtimeRegistration: String

  /// Chooses the linker: the system's, which starts faster, or the toolchain's own, which is always there.
  init(configuration: CompilerConfiguration) {
    let own = "\(configuration.toolchain)/bin/ld.lld"
    program = Self.systemLinkers.first { access($0, X_OK) == 0 } ?? own
    options = program == own ? ["--threads=1"] : []
    runtimeRegistration = configuration.runtimeRegistration
  }

  private static let systemLinkers = ["/usr/bin/ld.bfd", "/usr/bin/ld.gold"]

  /// Links; the result is nil on success and the linker's words otherwise.
  ///
  /// Undefined symbols stay: they are found in the session, among the libraries and cells loaded before.
  func link(object: String, to library: String) -> String? {
    run([
      program, "-shared", "-o", library, runtimeRegistration, object,
    ] + options)
  }

  private func run(_ arguments: [String]) -> String? {
    var ends: [Int32] = [-1, -1]
    guard Files.makePipe(&ends) else { return String(cString: strerror(errno)) }
    defer { close(ends[0]) }
    let (process, failure) = Self.spawn(arguments, standardError: ends[1])
    close(ends[1])
    guard failure == 0 else { return "\(program): \(String(cString: strerror(failure)))" }
    let words = Self.readAll(ends[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status == 0 ? nil : words
  }

  private static func spawn(
    _ arguments: [String], standardError: Int32
  ) -> (process: pid_t, failure: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, standardError, 1)
    posix_spawn_file_actions_adddup2(&actions, standardError, 2)
    var list: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for text in list { free(text) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]  // a linker needs none
    var process: pid_t = 0
    let failure = posix_spawn(&process, arguments[0], &actions, nil, &list, &environment)
    return (process, failure)
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var words = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      words += buffer.prefix(count)
    }
    return String(decoding: words, as: UTF8.self)
  }
}
