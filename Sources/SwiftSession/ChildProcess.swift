// SPDX-License-Identifier: MIT
import Glibc
import SessionWire
import Synchronization

/// How a child process ended.
package enum ExitStatus: Sendable, Equatable {
  case exited(Int32)
  case killed(signal: Int32)

  /// Reads what `waitpid` tells.
  init(waitStatus status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
  }

  /// The status in words, for an error text.
  var description: String {
    switch self {
    case .exited(let code): "it exited with code \(code)"
    case .killed(let signal) where signal == SIGKILL:
      "it was killed (signal 9: by another program, or by the system for want of memory)"
    case .killed(let signal): "it was killed by signal \(signal) (\(Self.name(of: signal)))"
    }
  }

  private static func name(of signal: Int32) -> String {
    strsignal(signal).map { String(cString: $0) } ?? "unknown"
  }
}

/// A child process that could not be started.
package struct SpawnError: Error, Sendable, CustomStringConvertible {
  package let program: String
  package let code: Int32

  package var description: String {
    "cannot start \(program): \(String(cString: strerror(code)))"
      + " (run `lectern doctor` to see what is missing)"
  }
}

/// A started child with the kernel's end of its channel, which the child finds as descriptor 3.
struct ChildProcess: Sendable {
  /// The descriptor under which each child finds its channel.
  static let channelDescriptor: Int32 = 3

  let identifier: pid_t
  let channel: FrameChannel

  /// Starts a program.
  ///
  /// - Parameter output: descriptors that become the child's standard output and standard error;
  ///   nil leaves it the kernel's own standard error for both.
  /// - Parameter hasOwnGroup: whether signals to the kernel's process group pass the child by.
  init(
    program: String, arguments: [String], output: (out: Int32, err: Int32)?,
    environment: [String], hasOwnGroup: Bool = false
  ) throws(SpawnError) {
    var pair: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0
    else { throw SpawnError(program: program, code: errno) }
    defer { close(pair[1]) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    // The kernel's own standard output may be closed or full: a child never writes to it.
    posix_spawn_file_actions_adddup2(&actions, output?.out ?? STDERR_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output?.err ?? STDERR_FILENO, STDERR_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pair[1], Self.channelDescriptor)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let group = hasOwnGroup ? POSIX_SPAWN_SETPGROUP : 0
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))

    var process: pid_t = 0
    let code = Pipe.spawning.withLock { _ in
      withCStrings([program] + arguments) { argv in
        withCStrings(environment) {
          posix_spawn(&process, program, &actions, &attributes, argv, $0)
        }
      }
    }
    guard code == 0 else {
      close(pair[0])
      throw SpawnError(program: program, code: code)
    }
    identifier = process
    channel = FrameChannel(descriptor: pair[0])
  }

  /// Ends the child at once.
  func kill() { Glibc.kill(identifier, SIGKILL) }

  /// The bytes of memory that the process takes at this moment; 0 where the system does not tell.
  var residentSize: Int {
    guard let file = fopen("/proc/\(identifier)/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    // The size of all mappings, then what is in memory, in pages.
    let fields = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")))
    guard fields.count > 1 else { return 0 }
    let pages = String(decoding: fields[1].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (Int(pages) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Waits for the child's end and releases the channel.
  func wait() -> ExitStatus {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    close(channel.descriptor)
    return ExitStatus(waitStatus: status)
  }
}

/// Calls the body with a null-terminated array of C strings.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { fatalError("an array of arguments is never empty") }
    return body(base)
  }
}

/// Runs the body on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let context = Unmanaged.passRetained(Box(body)).toOpaque()
  pthread_create(
    &thread, nil,
    { context in
      guard let context else { return nil }
      Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
      return nil
    }, context)
  pthread_detach(thread)
}
