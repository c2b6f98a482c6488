// SPDX-License-Identifier: MIT
import Glibc

/// How a guarded process ended, and what it used.
package struct ProcessEnding: Sendable, Equatable {
  /// Why a process was ended.
  package enum Cause: Sendable, Equatable {
    /// It ended by itself, with an exit code.
    case exited(Int32)
    /// It ended by a signal.
    case signal(Int32)
    case time
    case memory
    case processes
  }

  package var cause: Cause
  /// The seconds of wall time.
  package var seconds = 0.0
  /// The seconds of all processors together.
  package var processorSeconds = 0.0
  /// The most memory seen, looked at ten times a second.
  package var peakMemory = 0
  /// The end of what it wrote on its error stream.
  package var errorText = ""
}

/// A program that is fed, listened to and watched until its end; a thread waits for it.
struct GuardedProcess {
  private static let interval: Int32 = 100
  private static let largestErrorText = 4000

  let command: [String]
  let environment: [String]
  /// What it may use; the seconds are those until it is killed.
  let limits: ResourceLimits
  /// Whether it has a process namespace of its own.
  let isContained: Bool

  /// A program that could not be started.
  struct StartError: Error, CustomStringConvertible {
    let program: String
    let code: Int32
    var description: String { "cannot start \(program): \(String(cString: strerror(code)))" }
  }

  /// Runs the program; each line of its output goes to the body.
  func run(input: [UInt8], line: ([UInt8]) -> Void) throws(StartError) -> ProcessEnding {
    // A program that reads no input is told by the error of the write.
    signal(SIGPIPE, SIG_IGN)
    let pipes = try Pipes(program: command[0])
    let process = try start(pipes)
    pipes.closeChildEnds()
    defer { pipes.closeOwnEnds() }
    let start = ContinuousClock.now
    var watch = Watch(
      process: process, limits: limits, isContained: isContained, start: start)
    var feed = input[...]
    var text = LineBuffer()
    var ending = ProcessEnding(cause: .exited(0))
    var polled = pipes.polled
    while polled[0].fd >= 0, !watch.hasWaitedEnough {
      if feed.isEmpty, polled[2].fd >= 0 {
        close(polled[2].fd)
        pipes.isInputClosed = true
        polled[2].fd = -1
      }
      _ = poll(&polled, nfds_t(polled.count), Self.interval)
      if polled[2].revents != 0 { Self.feed(&feed, to: polled[2]) }
      if polled[1].revents != 0, let bytes = Self.read(&polled[1]) {
        ending.errorText += String(decoding: bytes, as: UTF8.self)
        ending.errorText = String(ending.errorText.suffix(Self.largestErrorText))
      }
      if polled[0].revents != 0, let bytes = Self.read(&polled[0]) {
        for whole in text.append(bytes) { line(whole) }
      }
      watch.look()
    }
    return watch.finish(ending)
  }

  private func start(_ pipes: Pipes) throws(StartError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes.input.read, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes.output.write, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes.error.write, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: what is typed at the terminal is for this program alone.
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let code = CStrings.with(command) { arguments in
      CStrings.with(environment) {
        posix_spawnp(&process, command[0], &actions, &attributes, arguments, $0)
      }
    }
    guard code == 0 else {
      pipes.closeChildEnds()
      pipes.closeOwnEnds()
      throw StartError(program: command[0], code: code)
    }
    return process
  }

  private static func feed(_ bytes: inout ArraySlice<UInt8>, to polled: pollfd) {
    let count = bytes.withUnsafeBytes { write(polled.fd, $0.baseAddress, $0.count) }
    if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EAGAIN { bytes = [] }
  }

  /// What stands in a pipe; at its end the descriptor is not polled any more.
  private static func read(_ polled: inout pollfd) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(polled.fd, &buffer, buffer.count)
    if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { polled.fd = -1 }
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}

/// Puts lines together; one that is too long to be honest is dropped.
private struct LineBuffer {
  private static let longestLine = 200 << 20
  private var rest: [UInt8] = []

  mutating func append(_ bytes: [UInt8]) -> [[UInt8]] {
    rest += bytes
    guard bytes.contains(UInt8(ascii: "\n")) else {
      if rest.count > Self.longestLine { rest = [] }
      return []
    }
    var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    rest = Array(lines.removeLast())
    return lines.map(Array.init)
  }
}
