// SPDX-License-Identifier: MIT

import Glibc

/// Fetches files by the system's own tools, which know its certificates and proxies.
enum Download {
  /// Fetches an address into a file; gives the reason if that fails.
  @Sendable static func fetch(_ address: String, _ path: String) -> String? {
    for command in commands(address, path) {
      switch run(command, log: "\(path).log") {
      case .done: return nil
      case .failed(let reason): return "\(address): \(reason)"
      case .notInstalled: continue
      }
    }
    return "none of curl, wget and python3 is installed"
  }

  private enum Outcome {
    case done
    case failed(reason: String)
    case notInstalled
  }

  private static func commands(_ address: String, _ path: String) -> [[String]] {
    let script = "import sys, urllib.request as r; r.urlretrieve(sys.argv[1], sys.argv[2])"
    return [
      ["curl", "-fsSL", "--connect-timeout", "10", "--max-time", "600", "-o", path, address],
      [
        "wget", "-nv", "--tries=1", "--connect-timeout=10", "--read-timeout=60", "-O", path,
        address,
      ],
      ["python3", "-c", script, address, path],
    ]
  }

  /// Runs a command to its end; its words go to a file, not to the notebook.
  private static func run(_ command: [String], log: String) -> Outcome {
    defer { unlink(log) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let status = posix_spawnp(&process, command[0], &actions, nil, &arguments, environ)
    if status != 0 { return .notInstalled }
    guard let code = exitCode(of: process) else { return .failed(reason: "it was interrupted") }
    if code == 0 { return .done }
    return code == 127
      ? .notInstalled : .failed(reason: lastLine(of: log) ?? "\(command[0]) failed (\(code))")
  }

  /// Waits for a process; nil if a signal ended it.
  private static func exitCode(of process: pid_t) -> Int32? {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { return nil }
    }
    return status & 0x7f == 0 ? status >> 8 & 0xff : nil
  }

  private static func lastLine(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    let line = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").last
    return line.map(String.init)
  }
}
