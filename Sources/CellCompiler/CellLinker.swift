// SPDX-License-Identifier: MIT
import Glibc

/// Makes a shared library of a compiled cell.
struct CellLinker {
  private let program: String
  private let runtimeObject: String
  private let flags: [String]

  /// Takes the fastest linker that is there: GNU ld links a cell in half of lld's time.
  init(setup: CompilerSetup) {
    runtimeObject = setup.runtimeObject
    if access("/usr/bin/ld.bfd", X_OK) == 0 {
      program = "/usr/bin/ld.bfd"
      flags = []
    } else {
      program = "\(setup.toolchain)/bin/ld.lld"
      flags = ["--threads=1"]
    }
  }

  /// Links; undefined symbols are resolved when the library is loaded.
  ///
  /// - Returns: what the linker says where it fails, or nil.
  func link(_ files: CellFiles) -> String? {
    let arguments =
      flags + ["-shared", "--eh-frame-hdr", "-o", files.library, runtimeObject, files.object]
    let (code, text) = run(arguments)
    return code == 0 ? nil : text.isEmpty ? "\(program) failed with code \(code)" : text
  }

  private func run(_ arguments: [String]) -> (code: Int32, text: String) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return (errno, String(cString: strerror(errno))) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, program, &actions, nil, &argv, environ)
    close(ends[1])
    guard code == 0 else { return (code, String(cString: strerror(code))) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count > 0 { output += buffer[..<count] }
      if count == 0 || (count < 0 && errno != EINTR) { break }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return (status, String(decoding: output, as: UTF8.self))
  }
}
