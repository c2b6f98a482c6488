// SPDX-License-Identifier: MIT

import Glibc

/// One file to be fetched.
struct Transfer: Sendable {
  /// Where it is.
  let address: String
  /// Where its bytes go; those that are there already are kept, and only the rest is asked for.
  let path: String
  /// No more bytes than this are taken.
  let most: Int
}

/// Fetches files by the system's own tools, which know its certificates and proxies, and watches over them.
struct Download: Sendable {
  /// A program that fetches.
  enum Tool: String, CaseIterable {
    case curl
    case wget
    case python3
  }

  /// A server that is not reached in so many seconds is taken to be out of reach.
  private static let longestConnecting = 10.0

  /// After so many seconds without a byte, a transfer is given up.
  var patience = 30.0
  var tools = Tool.allCases

  /// Fetches a file, and says now and then how many bytes of it are there; gives the reason if that fails.
  @Sendable func fetch(_ transfer: Transfer, report: (_ byteCount: Int) -> Void) -> String? {
    for tool in tools {
      switch run(tool, transfer, report: report) {
      case .done: return nil
      case .failed(let reason): return "\(transfer.address): \(reason)"
      case .notInstalled: continue
      }
    }
    return "none of \(tools.map(\.rawValue).joined(separator: ", ")) is installed"
  }

  private enum Outcome {
    case done
    case failed(reason: String)
    case notInstalled
  }

  private static let script = """
    import os, shutil, sys, urllib.request as web
    address, path, patience = sys.argv[1], sys.argv[2], float(sys.argv[3])
    there = os.path.getsize(path) if os.path.exists(path) else 0
    asked = web.Request(address, headers={"Range": f"bytes={there}-"} if there else {})
    with web.urlopen(asked, timeout=patience) as answer:
        with open(path, "ab" if answer.status == 206 else "wb") as file:
            start = file.tell()
            shutil.copyfileobj(answer, file)
            if file.tell() - start < int(answer.headers.get("Content-Length", 0)):
                sys.exit("the connection was closed too early")
    """

  private func command(_ tool: Tool, _ transfer: Transfer) -> [String] {
    let isResumed = FileSystem.size(of: transfer.path) > 0
    let seconds = String(max(1, Int(patience)))
    let connecting = String(max(1, Int(min(patience, Self.longestConnecting))))
    switch tool {
    case .curl:
      return ["curl", "-fsSL", "--connect-timeout", connecting, "--max-redirs", "10"]
        + (isResumed ? ["-C", "-"] : []) + ["-o", transfer.path, transfer.address]
    case .wget:
      return [
        // Where it is sent elsewhere, wget would ask on over a connection that the server is about to close.
        "wget", "-nv", "--tries=1", "--no-http-keep-alive", "--dns-timeout=\(connecting)",
        "--connect-timeout=\(connecting)", "--read-timeout=\(seconds)", "--max-redirect=10",
      ]
        + (isResumed ? ["-c"] : []) + ["-O", transfer.path, transfer.address]
    case .python3:
      return ["python3", "-c", Self.script, transfer.address, transfer.path, seconds]
    }
  }

  private func run(
    _ tool: Tool, _ transfer: Transfer, report: (_ byteCount: Int) -> Void
  ) -> Outcome {
    let log = "\(transfer.path).log"
    defer { unlink(log) }
    guard let process = start(command(tool, transfer), log: log) else { return .notInstalled }
    switch watch(process, transfer, report: report) {
    case .code(0): return .done
    case .code(127): return .notInstalled
    case .code(let code):
      return .failed(reason: lastLine(of: log) ?? "\(tool.rawValue) failed (\(code))")
    case .stopped(let reason): return .failed(reason: reason)
    }
  }

  /// Starts a command; its words go to a file, not to the notebook.
  private func start(_ command: [String], log: String) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    return posix_spawnp(&process, command[0], &actions, nil, &arguments, environ) == 0
      ? process : nil
  }

  private enum End {
    case code(Int32)
    case stopped(reason: String)
  }

  /// Waits for a process, and ends it where its file does not grow or grows too much.
  private func watch(
    _ process: pid_t, _ transfer: Transfer, report: (_ byteCount: Int) -> Void
  ) -> End {
    var (size, growth) = (-1, FileSystem.now)
    while true {
      var status: Int32 = 0
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process {
        return status & 0x7f == 0
          ? .code(status >> 8 & 0xff) : .stopped(reason: "it was interrupted")
      }
      if ended < 0, errno != EINTR { return .stopped(reason: "its process was lost") }
      let now = FileSystem.size(of: transfer.path)
      if now != size {
        (size, growth) = (now, FileSystem.now)
        report(now)
      }
      if let reason = objection(size: size, seconds: FileSystem.now - growth, transfer) {
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        return .stopped(reason: reason)
      }
      usleep(20_000)
    }
  }

  /// Why a transfer is not waited for any longer.
  private func objection(size: Int, seconds: Double, _ transfer: Transfer) -> String? {
    if size > transfer.most { return "it sends more than \(ByteText.size(transfer.most))" }
    // The tools give up connecting by themselves, with better words, so they are left a little more time.
    return seconds > patience + 1 ? "nothing came for \(Int(patience)) seconds" : nil
  }

  private func lastLine(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    let line = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").last
    return line.map(String.init)
  }
}
