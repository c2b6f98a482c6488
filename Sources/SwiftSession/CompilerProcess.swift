// SPDX-License-Identifier: MIT
import Glibc
import SessionWire
import Synchronization

/// The compiler process: asked by number, started again when it crashes.
final class CompilerProcess: Sendable {
  private struct State {
    var child: ChildProcess?
    var nextNumber = 0
    var waiting: [Int: CheckedContinuation<CompilerEvent?, Never>] = [:]
    /// What a new process must be told: the interfaces that later cells may use.
    var published: [PublishedCell] = []
    /// Arguments by which it finds the modules of packages.
    var moduleArguments: [String] = []
    var isShutDown = false
    var lastEnd: ExitStatus?
    /// Why the last process could not serve.
    var lastWords: CompilerEvent?
  }

  private struct PublishedCell {
    let interface: CellInterface
    let source: String
  }

  /// What the compiler keeps of what it has read grows with each cell; beyond these bytes it starts anew.
  private static let largestSize = 600 << 20

  private let paths: SessionPaths
  private let scratch: String
  private let state = Mutex(State())

  init(paths: SessionPaths, scratch: String) {
    self.paths = paths
    self.scratch = scratch
  }

  /// How the last process ended that is no more.
  var lastEnd: ExitStatus? { state.withLock { $0.lastEnd } }

  /// Starts the process, so that it is warm when the first cell comes.
  func start() { startThread { _ = try? self.runningChild() } }

  /// Sends a request and waits for its answer; nil means that the compiler crashed over it.
  func ask(_ request: (_ number: Int) -> CompilerCommand) async throws(SpawnError)
    -> CompilerEvent?
  {
    let child = try runningChild()
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    let command = request(number)
    return await withCheckedContinuation { continuation in
      state.withLock { $0.waiting[number] = continuation }
      do throws(WireError) {
        try child.channel.send(command)
      } catch {
        answer(number, with: nil)
      }
      // The process may have died before the continuation stood in the table.
      let (isGone, lastWords) = state.withLock {
        ($0.child?.identifier != child.identifier, $0.lastWords)
      }
      if isGone { answer(number, with: lastWords) }
    }
  }

  /// Lets later cells see what a cell declares.
  func publish(_ interface: CellInterface, source: String) {
    let child = state.withLock { state in
      state.published.append(PublishedCell(interface: interface, source: source))
      return state.child
    }
    try? child?.channel.send(CompilerCommand.publish(interface, source: source))
  }

  /// Lets cells import modules that are found by these arguments, in place of those told before.
  func useModules(_ arguments: [String]) {
    let child = state.withLock { state in
      state.moduleArguments = arguments
      return state.child
    }
    try? child?.channel.send(CompilerCommand.useModules(arguments))
  }

  /// Forgets all cells: a fresh session begins.
  func forget() {
    let child = state.withLock { state in
      state.published.removeAll()
      return state.child
    }
    try? child?.channel.send(CompilerCommand.forget)
  }

  /// Ends the process for good.
  func shutdown() {
    let child = state.withLock { state in
      state.isShutDown = true
      return state.child
    }
    try? child?.channel.send(CompilerCommand.shutdown)
  }

  /// Ends the process at once, where it did not end by itself.
  func kill() { state.withLock { $0.child }?.kill() }

  /// Puts a new process in the place of one that has grown large, where nothing is under way; nobody notices.
  func renewIfLarge() {
    let old = state.withLock { state -> ChildProcess? in
      guard let child = state.child, state.waiting.isEmpty, !state.isShutDown,
        child.residentSize > Self.largestSize
      else { return nil }
      state.child = nil
      return child
    }
    guard let old else { return }
    old.kill()
    start()
  }

  private func answer(_ number: Int, with event: CompilerEvent?) {
    state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: event)
  }

  private func runningChild() throws(SpawnError) -> ChildProcess {
    let result = state.withLock { state -> Result<ChildProcess, SpawnError> in
      if let child = state.child { return .success(child) }
      do throws(SpawnError) {
        let child = try spawn()
        if !state.moduleArguments.isEmpty {
          try? child.channel.send(CompilerCommand.useModules(state.moduleArguments))
        }
        for cell in state.published {
          try? child.channel.send(CompilerCommand.publish(cell.interface, source: cell.source))
        }
        state.child = child
        startThread { self.read(from: child) }
        return .success(child)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func spawn() throws(SpawnError) -> ChildProcess {
    try ChildProcess(
      program: paths.compiler,
      arguments: [
        "--channel", "\(ChildProcess.channelDescriptor)", "--scratch", scratch,
        "--modules", paths.modules.joined(separator: ":"), "--cache", paths.cache,
        "--toolchain", paths.toolchain,
      ],
      // When front ends kill the kernel's group, the compiler lives on for a moment and tidies up.
      output: nil, environment: ProcessEnvironment.current, hasOwnGroup: true)
  }

  private func read(from child: ChildProcess) {
    var lastWords: CompilerEvent?
    while let event = try? child.channel.receive(CompilerEvent.self) {
      switch event {
      case .ready: break
      case .compiled(let number, _), .completeness(let number, _), .completions(let number, _),
        .inspection(let number, _), .script(let number, _):
        answer(number, with: event)
      case .unavailable: lastWords = event
      }
    }
    let waiting = state.withLock { state -> [Int: CheckedContinuation<CompilerEvent?, Never>] in
      // Another one may have taken its place.
      if let current = state.child, current.identifier != child.identifier { return [:] }
      state.child = nil
      state.lastWords = lastWords
      defer { state.waiting = [:] }
      return state.waiting
    }
    let end = child.wait()
    state.withLock { $0.lastEnd = end }
    for continuation in waiting.values { continuation.resume(returning: lastWords) }
    if !state.withLock({ $0.isShutDown }) && !waiting.isEmpty && lastWords == nil { start() }
  }
}
