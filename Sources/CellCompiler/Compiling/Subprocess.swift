// SPDX-License-Identifier: MIT
import Glibc

/// Runs another program to its end.
enum Subprocess {
  /// How a program ended.
  struct Result {
    let isSuccess: Bool
    /// What it wrote, to either stream.
    let output: String
  }

  /// Runs a program, given by its path, without environment and input.
  static func run(_ arguments: [String]) -> Result {
    var ends: [Int32] = [-1, -1]
    guard Files.makePipe(&ends) else { return failure(errno) }
    defer { close(ends[0]) }
    let (process, error) = spawn(arguments, output: ends[1])
    close(ends[1])
    guard error == 0 else { return failure(error) }
    let output = readAll(ends[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return Result(isSuccess: status == 0, output: output)
  }

  private static func failure(_ error: Int32) -> Result {
    Result(isSuccess: false, output: String(cString: strerror(error)))
  }

  private static func spawn(
    _ arguments: [String], output: Int32
  ) -> (process: pid_t, error: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    var list: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for text in list { free(text) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var process: pid_t = 0
    let error = posix_spawn(&process, arguments[0], &actions, nil, &list, &environment)
    return (process, error)
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var bytes = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
