// SPDX-License-Identifier: MIT
package import Display
import SessionWire
import Synchronization

/// A living session of compiled Swift: a compiler process, a process that runs cells, and what they know.
///
/// Cells run one at a time; everything else may be called while one runs.
package final class SwiftSession: Sendable {
  struct State {
    var host: HostProcess?
    var ledger = CellLedger()
    var history = NameHistory()
    var variables = VariableTable()
    /// The packages that cells may import.
    var packages: [BuiltPackages] = []
    var lastCell = 0
    var lastLabel = ""
    /// Whether definitions were lost with a session that died, and nobody was told yet.
    var owesNotice = false
    /// In a graded run the cell that the first death came with or after: nothing runs any more.
    var end: String?
    var running: RunningCell?
    var outputs = CellOutputs()
    var isShutDown = false
  }

  /// The cell between its request and its end.
  struct RunningCell {
    let label: String
    var isInterrupted = false
    /// Its process was ended, because an interrupt did not end it.
    var couldNotBeStopped = false
    /// A program that a directive waits for.
    var command: CommandProcess?
    var finish: CheckedContinuation<Ending, Never>?
    /// How it ended, where it took the session along.
    var lastWords: CellOutcome?
  }

  enum Ending: Sendable {
    case outcome(CellOutcome)
    /// The cell ended and took the session along, of which only the ledger is left.
    case lastWords(CellOutcome, CellLedger)
    case died(ExitStatus)
  }

  let paths: SessionPaths
  let scratch: String
  let compiler: CompilerProcess
  let symbolizer: Symbolizer
  let state = Mutex(State())
  let deliveries = Deliveries()
  let readings = VariableReadings()

  /// Prepares a session and starts both processes in the background.
  ///
  /// - Throws: `SessionError` where no folder for compiled cells can be made.
  package init(paths: SessionPaths) throws(SessionError) {
    guard let scratch = ScratchFolder.make()?.path else { throw .noScratchFolder }
    self.paths = paths
    self.scratch = scratch
    compiler = CompilerProcess(paths: paths, scratch: scratch)
    symbolizer = Symbolizer(toolchain: paths.toolchain)
    compiler.start()
    startThread { _ = try? self.runningHost() }
  }

  var surroundings: SurroundingsError {
    SurroundingsError(paths: paths, scratch: scratch)
  }

  // MARK: Running

  /// Compiles and runs a cell; returns after all its output has been delivered.
  ///
  /// - Parameters:
  ///   - source: the cell's text.
  ///   - label: the cell's name for people, `In[3]`.
  ///   - output: where output goes, also what its background tasks print later.
  ///   - isTransient: whether later output goes to the cell before this one again.
  /// - Returns: why the cell failed, or nil.
  package func run(
    _ source: String, label: String, output: any SessionOutput, isTransient: Bool = false
  ) async -> CellError? {
    guard source.contains(where: { !$0.isWhitespace }) else { return nil }
    let last = begin(label: label)
    defer { end(isTransient ? last : nil) }
    if let end = state.withLock({ $0.end }) { return .afterTheEnd(at: end) }
    do throws(CellError) {
      try await perform(Script(source: source, label: label), output: output)
      return nil
    } catch {
      return error
    }
  }

  /// Ends the running cell as soon as possible; does nothing when none runs.
  package func interrupt() {
    // A handler that does not come back is stopped, too.
    let isHandling = deliveries.areUnderWay
    // Only at the end are deliveries given up: a cell that waits for them is not the one to be interrupted.
    defer { deliveries.endAll(isKnown: true) }
    let (host, isInHost, command) = state.withLock { state in
      state.running?.isInterrupted = true
      let isInHost = state.running.map { $0.finish != nil } ?? isHandling
      return (state.host, isInHost, state.running?.command)
    }
    for number in readings.numbers { host?.send(.stopReading(number: number)) }
    if isInHost, let host {
      host.send(.interrupt)
      watchInterrupt(on: host)
    }
    command?.stop()
  }

  /// Delivers a front end's message on a comm; false when nobody knows the comm.
  ///
  /// Between cells it returns when the handlers have run. While a cell runs it returns when the message has had its effect
  /// on states: handlers follow where the cell lets them.
  ///
  /// - Parameter answer: Takes what is answered at once.
  package func comm(
    _ message: CommMessage, answer: @escaping @Sendable (CommMessage) -> Void
  ) async -> Bool {
    guard let host = state.withLock({ $0.host }) else { return false }
    return await deliveries.wait(answer: answer) { number in
      host.send(.comm(number: number, message))
      // The host may have died before the delivery was noted.
      if state.withLock({ $0.host !== host }) { deliveries.endAll(isKnown: false) }
    }
  }

  /// Ends both processes and removes the session's files.
  package func shutdown() {
    let (host, command) = state.withLock { state in
      state.isShutDown = true
      return (state.host, state.running?.command)
    }
    command?.stop()
    host?.send(.shutdown)
    compiler.shutdown()
  }

  /// Kills what did not end by itself.
  package func kill() {
    state.withLock { $0.host }?.kill()
    compiler.kill()
    SessionFiles.remove(scratch)
  }

  /// Ends what the running cell waits for, where an interrupt did not help: its process, or the compiler.
  package func endRunningCell() {
    let (host, running) = state.withLock { ($0.host, $0.running) }
    if let command = running?.command {
      command.stop()
    } else if running?.finish != nil {
      host?.kill()
    } else {
      compiler.kill()
    }
  }

  // MARK: A run

  /// Notes the cell that runs.
  ///
  /// - Returns: the number of the last one before it.
  private func begin(label: String) -> Int {
    state.withLock { state in
      state.lastLabel = label
      state.running = RunningCell(label: label)
      return state.lastCell
    }
  }

  /// Notes that no cell runs, and gives later output back to the cell of that number where there is one.
  private func end(_ transientAfter: Int?) {
    state.withLock { state in
      state.running = nil
      if let transientAfter { state.outputs.forget(after: transientAfter) }
    }
  }

  // MARK: The host

  func runningHost() throws(SpawnError) -> HostProcess {
    let result = state.withLock { state -> Result<HostProcess, SpawnError> in
      if let host = state.host { return .success(host) }
      do throws(SpawnError) {
        let host = try HostProcess(paths: paths) { [weak self] in self?.take($1, from: $0) }
        state.host = host
        return .success(host)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Takes what comes from the host; called on its reader's thread, in order.
  private func take(_ event: HostProcess.Event, from host: HostProcess) {
    // What a process still says after a reset belongs to nobody.
    guard state.withLock({ $0.host === host }) else { return }
    switch event {
    // Graders take any text on standard error for a failure, also a harmless one.
    case .text(let bytes, let isError, let cell):
      output(of: cell)?.write(bytes, isError: isError && !GradedRun.isActive)
    case .event(.ready): break
    case .event(.display(_, let cell, let action, let bundle)):
      output(of: cell)?.show(action, bundle)
    case .event(.comm(let message)): output()?.comm(message)
    case .event(.inputRequest(let prompt, let isPassword)):
      let output = output()
      Task {
        let reply = await output?.input(prompt: prompt, isPassword: isPassword)
        host.send(.input(reply ?? .unavailable))
      }
    case .event(.commAnswer(let number, let message)): deliveries.answer(number, message)
    case .event(.commDelivered(let number, let isKnown)): deliveries.end(number, isKnown: isKnown)
    case .event(.backgroundTrap(let cell, let message, let frames)):
      deliveries.endAll(isKnown: true)
      let ledger = state.withLock { $0.ledger }
      let error = OutcomeReport(ledger: ledger, symbolizer: symbolizer)
        .backgroundError(message: message, frames: frames)
      output(of: cell)?.show(
        .display(id: nil), MIMEBundle(text: error.report.joined(separator: "\n")))
    case .event(.finished(_, let outcome)): finish(.outcome(outcome))
    case .event(.lastWords(_, let outcome)): state.withLock { $0.running?.lastWords = outcome }
    case .event(.variable(let number, let text)): readings.add(text, to: number)
    case .event(.variablesRead(let number, let outcome)): readings.end(number, outcome)
    case .died(let status): forgetSession(host, status)
    }
  }

  /// Where the output of a cell goes; 0 is the one that runs or ran last.
  private func output(of cell: Int = 0) -> (any SessionOutput)? {
    state.withLock { $0.outputs.output(of: cell) }
  }

  private func finish(_ ending: Ending) {
    let continuation = state.withLock { state in
      defer { state.running?.finish = nil }
      return state.running?.finish
    }
    continuation?.resume(returning: ending)
  }

  private func forgetSession(_ host: HostProcess, _ status: ExitStatus) {
    let (ending, isExpected) = state.withLock { state in
      let ending = state.running?.lastWords.map { Ending.lastWords($0, state.ledger) }
      state.host = nil
      state.ledger.removeAll()
      state.variables = VariableTable()
      state.history.endSession(at: state.running?.label)
      if state.lastCell > 0 { state.owesNotice = true }
      if GradedRun.isActive, state.lastCell > 0, !state.isShutDown {
        state.end = state.end ?? state.lastLabel
      }
      return (ending ?? .died(status), state.isShutDown)
    }
    compiler.forget()
    finish(ending)
    deliveries.endAll(isKnown: false)
    readings.endAll()
    // The next cell finds a warm process.
    if !isExpected { startThread { _ = try? self.runningHost() } }
  }

  func deliverNotice(to output: any SessionOutput) {
    let owed = state.withLock { state in
      defer { state.owesNotice = false }
      return state.owesNotice
    }
    guard owed else { return }
    let text =
      "A fresh session has started: what earlier cells defined is gone. Run them again if you need it."
    output.show(.display(id: nil), MIMEBundle(text: text))
  }
}
