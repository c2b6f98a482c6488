// SPDX-License-Identifier: MIT
import Glibc
import Synchronization

/// A program that a cell has started, with all that it starts in turn; it gets no input.
final class CommandProcess: Sendable {
  private struct State {
    /// Nil once the program has been waited for: its number may then be another's.
    var running: pid_t?
    var status: ExitStatus?
    var isStopped = false
  }

  /// How long a program may take to end by itself once it has been asked to, in microseconds.
  private static let grace: UInt32 = 1_000_000

  private let state: Mutex<State>
  private let process: pid_t
  private let output: Int32

  /// Starts a program in the notebook's folder, in a process group of its own.
  init(_ program: String, _ arguments: [String], environment: [String]) throws(SpawnError) {
    let pipe = try Pipe()
    defer { close(pipe.write) }
    _ = fcntl(pipe.read, F_SETFL, O_NONBLOCK)
    do throws(SpawnError) {
      process = try Self.spawn(
        program, arguments, output: pipe.write, environment: environment)
    } catch {
      close(pipe.read)
      throw error
    }
    output = pipe.read
    state = Mutex(State(running: process))
  }

  /// Passes on what the program writes, in order, and returns when it has ended.
  func run(_ handler: @escaping @Sendable ([UInt8]) -> Void) async throws(SpawnError) -> ExitStatus
  {
    let end = try Pipe()
    return await withCheckedContinuation { continuation in
      startThread {
        self.wait()
        // Programs left in the background may hold the output open: the end of this one counts.
        close(end.write)
      }
      startThread {
        self.read(until: end.read, handler)
        close(end.read)
        close(self.output)
        let status = self.state.withLock { $0.status }
        continuation.resume(returning: status ?? .killed(signal: SIGKILL))
      }
    }
  }

  /// Asks the program and what it started to end, and kills what does not.
  func stop() {
    state.withLock { $0.isStopped = true }
    signalGroup(SIGINT)
    startThread {
      usleep(Self.grace)
      self.signalGroup(SIGKILL)
    }
  }

  private func signalGroup(_ signal: Int32) {
    state.withLock { state in
      if let running = state.running { Glibc.kill(-running, signal) }
    }
  }

  private func wait() {
    // The number stays the program's own until it is waited for below.
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    state.withLock { state in
      // What a stopped program left in the background goes with it; some of it ignores the polite signal.
      if state.isStopped { Glibc.kill(-process, SIGKILL) }
      var code: Int32 = 0
      while waitpid(process, &code, 0) < 0 && errno == EINTR {}
      state.running = nil
      state.status = ExitStatus(waitStatus: code)
    }
  }

  private func read(until end: Int32, _ handler: ([UInt8]) -> Void) {
    var polled = [output, end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while true {
      if poll(&polled, 2, -1) < 0 && errno != EINTR { return }
      let hasEnded = polled[1].revents != 0
      if !drain(handler) { polled[0].fd = -1 }
      if hasEnded { return }
    }
  }

  /// Passes on what stands in the pipe; false when its other end is closed.
  private func drain(_ handler: ([UInt8]) -> Void) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(output, &buffer, buffer.count)
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if count == 0 { return false }
      handler(Array(buffer.prefix(count)))
    }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], output: Int32, environment: [String]
  ) throws(SpawnError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var process: pid_t = 0
    let code = Pipe.spawning.withLock { _ in
      withCStrings([program] + arguments) { argv in
        withCStrings(environment) {
          posix_spawn(&process, program, &actions, &attributes, argv, $0)
        }
      }
    }
    guard code == 0 else { throw SpawnError(program: program, code: code) }
    return process
  }
}
