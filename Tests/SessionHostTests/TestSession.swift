// SPDX-License-Identifier: MIT
import Display
import Foundation
import Glibc
import SessionWire
import Synchronization

/// A real session process, driven the way the kernel drives it.
final class TestSession {
  /// What a cell put out, in the order in which the kernel would show it.
  enum Output: Equatable {
    case text(String)
    case errorText(String)
    case display(String)
  }

  /// Everything that a cell left behind.
  struct Run {
    var outcome: CellOutcome?
    var outputs: [Output] = []
    var backgroundTraps: [String] = []

    var text: String {
      outputs.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }
    var errorText: String {
      outputs.reduce(into: "") { if case .errorText(let text) = $1 { $0 += text } }
    }
  }

  struct Timeout: Error {}

  private static let starting = Mutex(())

  let process: pid_t
  var inputReply: InputReply?
  private let channel: FrameChannel
  private let standardOutput: Int32
  private let standardError: Int32
  private var serial = 0

  init() throws {
    // One at a time: another session must not inherit these descriptors before they are marked.
    let (process, ends) = try Self.starting.withLock { _ in try Self.start() }
    self.process = process
    channel = FrameChannel(descriptor: ends[0])
    standardOutput = ends[1]
    standardError = ends[2]
    for descriptor in [standardOutput, standardError] {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
    guard case .ready = try channel.receive(HostEvent.self) else { throw Timeout() }
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    for descriptor in [channel.descriptor, standardOutput, standardError] { close(descriptor) }
  }

  private static func start() throws -> (pid_t, [Int32]) {
    var channel: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    var error: [Int32] = [0, 0]
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &channel)
    pipe(&output)
    pipe(&error)
    for end in channel + output + error { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process = try spawn(channel: channel[1], output: output[1], error: error[1])
    for end in [channel[1], output[1], error[1]] { close(end) }
    return (process, [channel[0], output[0], error[0]])
  }

  private static func spawn(channel: Int32, output: Int32, error: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)
    posix_spawn_file_actions_adddup2(&actions, channel, 100)
    let products = try Products.folder()
    let arguments = [
      "\(products)/lectern-session", "--library", "\(products)/libGenerative.so", "--channel",
      "100",
    ]
    var pointers = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var process: pid_t = 0
    guard posix_spawn(&process, arguments[0], &actions, nil, pointers, environ) == 0 else {
      throw Timeout()
    }
    return process
  }

  /// Runs a cell to its end; the interrupt is sent that many milliseconds after the start.
  func run(_ cell: TestCell, interruptAfter delay: Int? = nil) throws -> Run {
    serial += 1
    try channel.send(HostCommand.run(cell.library(serial)))
    if let delay {
      var run = try collect(milliseconds: delay) { $0.outcome != nil }
      guard run.outcome == nil else { return run }
      try channel.send(HostCommand.interrupt)
      let rest = try collect(milliseconds: 20_000) { $0.outcome != nil }
      run.outputs += rest.outputs
      run.outcome = rest.outcome
      return run
    }
    let run = try collect(milliseconds: 20_000) { $0.outcome != nil }
    guard run.outcome != nil else { throw Timeout() }
    return run
  }

  func send(_ command: HostCommand) throws { try channel.send(command) }

  /// Reads what arrives until the condition holds or the time is over.
  func collect(milliseconds: Int, until isDone: (Run) -> Bool) throws -> Run {
    var run = Run()
    let end = Self.now() + milliseconds
    while !isDone(run) {
      let left = end - Self.now()
      guard left > 0 else { break }
      var descriptors = [channel.descriptor, standardOutput, standardError].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      guard poll(&descriptors, 3, Int32(left)) > 0 else { continue }
      drain(into: &run)
      if descriptors[0].revents != 0 { try receive(into: &run) }
    }
    return run
  }

  private func receive(into run: inout Run) throws {
    let event = try channel.receive(HostEvent.self)
    drain(into: &run)
    switch event {
    case .display(let number, _, _, let bundle):
      if case .text(let text)? = bundle.contents["text/plain"] {
        run.outputs.append(.display(text))
      }
      try channel.send(HostCommand.displayAcknowledged(number))
    case .inputRequest:
      if let inputReply { try channel.send(HostCommand.input(inputReply)) }
    case .backgroundTrap(_, let message, _): run.backgroundTraps.append(message)
    case .finished(_, let outcome), .lastWords(_, let outcome): run.outcome = outcome
    case .ready, .comm, .commAnswer, .commDelivered, .variable, .variablesRead: break
    }
  }

  private func drain(into run: inout Run) {
    let text = Self.readAll(standardOutput)
    if !text.isEmpty { run.outputs.append(.text(text)) }
    let errorText = Self.readAll(standardError)
    if !errorText.isEmpty { run.outputs.append(.errorText(errorText)) }
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return text(bytes) }
      bytes += chunk[..<count]
    }
  }

  /// The text without the marks that tell whose it is.
  private static func text(_ bytes: [UInt8]) -> String {
    var marked = MarkedText()
    let pieces = marked.take(bytes) + marked.finish()
    return String(decoding: pieces.flatMap(\.bytes), as: UTF8.self)
  }

  /// Waits for the process's end and returns its status.
  func waitForExit(milliseconds: Int) -> Int32? {
    let end = Self.now() + milliseconds
    while Self.now() < end {
      var information = siginfo_t()
      let options = Int32(WEXITED | WNOHANG | WNOWAIT)
      if waitid(P_PID, id_t(process), &information, options) == 0, information.si_signo != 0 {
        return information.si_code
      }
      usleep(5000)
    }
    return nil
  }

  /// The process's resident memory.
  var residentMegabytes: Int {
    let statistics = (try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)) ?? ""
    let pages = statistics.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? .max
    return pages.multipliedReportingOverflow(by: 4).partialValue / 1024
  }

  func closeChannel() { shutdown(channel.descriptor, Int32(SHUT_RDWR)) }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
