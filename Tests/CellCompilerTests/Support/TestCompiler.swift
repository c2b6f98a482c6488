// SPDX-License-Identifier: MIT
import Foundation
import Glibc
import SessionWire
import Synchronization

/// The compiler process, driven as the kernel drives it.
final class TestCompiler: @unchecked Sendable {
  // Invariant: one test at a time holds a compiler, and asks it from one thread.
  let scratch: String
  private let channel: FrameChannel
  let process: pid_t
  private var number = 0
  private(set) var lastCell = 0

  /// Starts a process; its folder may be one that an earlier process worked in.
  init(scratch: String? = nil) throws {
    let toolchain = TestToolchain.shared
    self.scratch = scratch ?? "\(toolchain.folder)/\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: self.scratch, withIntermediateDirectories: true)
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw POSIXError(.EMFILE)
    }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    process = try Self.spawn(
      [
        toolchain.compiler, "--channel", "3", "--scratch", self.scratch, "--modules",
        toolchain.modules, "--cache", toolchain.cache, "--toolchain", toolchain.usr,
      ], channel: ends[1])
    close(ends[1])
    channel = FrameChannel(descriptor: ends[0])
    guard try channel.receive(CompilerEvent.self) == .ready else { throw POSIXError(.EPROTO) }
  }

  deinit { end() }

  /// Closes the channel, which ends the process, and waits until it is gone.
  func end() {
    close(channel.descriptor)
    waitpid(process, nil, 0)
  }

  private static func spawn(_ arguments: [String], channel: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, channel, 3)
    if channel != 3 { posix_spawn_file_actions_addclose(&actions, channel) }
    var list = arguments.map { strdup($0) } + [nil]
    defer { for text in list { free(text) } }
    var process: pid_t = 0
    guard posix_spawn(&process, arguments[0], &actions, nil, &list, environ) == 0 else {
      throw POSIXError(.ENOENT)
    }
    return process
  }
}

extension TestCompiler {
  /// The number of a new cell; none is used twice.
  func makeCellNumber() -> Int {
    lastCell += 1
    return lastCell
  }

  func compile(_ cell: CellSource) -> CompilationResult {
    guard case .compiled(_, let result)? = ask({ .compile(number: $0, cell) }) else {
      return .failure([Diagnostic(severity: .error, message: "the compiler process died")])
    }
    return result
  }

  func completions(of source: String, at cursor: Int) -> Completions {
    let answer = ask { .complete(number: $0, source: source, cursor: cursor) }
    guard case .completions(_, let completions)? = answer else {
      return Completions(items: [], start: -1, end: -1)
    }
    return completions
  }

  func inspection(of source: String, at cursor: Int) -> Inspection? {
    let answer = ask { .inspect(number: $0, source: source, cursor: cursor) }
    guard case .inspection(_, let inspection)? = answer else { return nil }
    return inspection
  }

  func completeness(of source: String) -> Completeness? {
    let answer = ask { .checkCompleteness(number: $0, source: source) }
    guard case .completeness(_, let completeness)? = answer else { return nil }
    return completeness
  }

  func script(of parts: [ScriptPart]) -> String? {
    guard case .script(_, let text)? = ask({ .writeScript(number: $0, parts) }) else { return nil }
    return text
  }

  func publish(_ interface: CellInterface, source: String) {
    try? channel.send(CompilerCommand.publish(interface, source: source))
  }

  func forget() { try? channel.send(CompilerCommand.forget) }

  /// Sends several commands at once and returns as many events, in the order in which they come.
  func events(after commands: [CompilerCommand]) throws -> [CompilerEvent] {
    for command in commands { try channel.send(command) }
    return try commands.map { _ in try channel.receive(CompilerEvent.self) }
  }

  private func ask(_ command: (Int) -> CompilerCommand) -> CompilerEvent? {
    number += 1
    try? channel.send(command(number))
    return try? channel.receive(CompilerEvent.self)
  }
}

/// Compiler processes that tests use one after the other: starting one for each would take longer than the tests.
enum CompilerPool {
  private static let idle = Mutex<[TestCompiler]>([])
  /// A process holds 200 MB; more than two at a time would not run faster.
  private static let places = DispatchSemaphore(value: 2)

  /// Takes a compiler that knows no cells.
  static func take() throws -> TestCompiler {
    places.wait()
    return try idle.withLock { $0.popLast() } ?? TestCompiler()
  }

  /// Gives a compiler back.
  static func giveBack(_ compiler: TestCompiler) {
    compiler.forget()
    idle.withLock { $0.append(compiler) }
    places.signal()
  }
}
