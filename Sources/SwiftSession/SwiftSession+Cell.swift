// SPDX-License-Identifier: MIT
import Display
import SessionWire
import Synchronization

/// The steps of one cell: compile, load and run, report, publish.
extension SwiftSession {
  /// Compiles and runs a text as a cell of its own.
  func runCode(
    _ script: Script, optimization: Optimization, clock: CellClock?, output: any SessionOutput
  ) async throws(CellError) {
    let source = state.withLock { state in
      state.lastCell += 1
      state.outputs.begin(state.lastCell, output)
      return CellSource(
        cell: state.lastCell, label: script.label, source: script.source,
        optimization: optimization)
    }
    do {
      // A fresh host must exist before its cells are compiled: only then are lost names forgotten.
      let host = try runningHost()
      let compiled = try await clock.measured { try await compile(source) }
      if isInterrupted { throw CellError.interrupted }
      let ending = await clock.measured(in: host) { await execute(compiled.library, on: host) }
      if let error = conclude(ending, compiled, source: script.source) { throw error }
    } catch let error as CellError {
      throw error
    } catch {
      throw CellError(name: "SessionError", value: "\(error)")
    }
  }

  /// Whether the running cell is to end.
  var isInterrupted: Bool { state.withLock { $0.running?.isInterrupted ?? false } }

  struct CompiledCell: Sendable {
    let library: CellLibrary
    let interface: CellInterface
  }

  private func compile(_ source: CellSource) async throws -> CompiledCell {
    let answer = try await compiler.ask { .compile(number: $0, source) }
    switch answer {
    case .compiled(_, .success(var library, let interface, _)):
      state.withLock { state in
        library.dependencies.insert(contentsOf: state.packages.map(\.library), at: 0)
        state.ledger.record(library, source: source.source)
      }
      return CompiledCell(library: library, interface: interface)
    case .compiled(_, .failure(let diagnostics)):
      let history = state.withLock { $0.history }
      throw surroundings.error(in: diagnostics)
        ?? CompileReport(diagnostics: diagnostics, history: history).error
    case .unavailable(let reason): throw surroundings.compilerUnavailable(reason)
    default: throw SurroundingsError.compilerEnded(compiler.lastEnd)
    }
  }

  private func execute(_ library: CellLibrary, on host: HostProcess) async -> Ending {
    await withCheckedContinuation { continuation in
      let isAlive = state.withLock { state in
        guard state.host === host else { return false }
        state.running?.finish = continuation
        return true
      }
      guard isAlive else { return continuation.resume(returning: .died(.killed(signal: 9))) }
      host.send(.run(library))
      // An interrupt that came between compiling and running finds the cell now.
      guard isInterrupted else { return }
      host.send(.interrupt)
      watchInterrupt(on: host)
    }
  }

  private func conclude(_ ending: Ending, _ cell: CompiledCell, source: String) -> CellError? {
    switch ending {
    case .outcome(let outcome):
      let report = OutcomeReport(ledger: state.withLock { $0.ledger }, symbolizer: symbolizer)
      let finding = report.finding(of: outcome, in: cell.library)
      switch outcome {
      case .completed: publish(cell.interface, of: cell, source: source)
      case .notLoaded: break
      default:
        let reached = cell.interface.reached(line: finding.line)
        publish(reached, of: cell, source: source, stoppedAt: finding.line)
      }
      return finding.error
    case .lastWords(let outcome, let ledger):
      let report = OutcomeReport(ledger: ledger, symbolizer: symbolizer)
      return report.finding(of: outcome, in: cell.library).error
    case .died(let status):
      let isStuck = state.withLock { $0.running?.couldNotBeStopped ?? false }
      return .sessionDied(in: cell.library.label, isStuck ? nil : status)
    }
  }

  /// Lets later cells use what a cell has declared, as far as it came.
  private func publish(
    _ reached: CellInterface, of cell: CompiledCell, source: String, stoppedAt line: Int? = nil
  ) {
    compiler.publish(reached, source: source)
    compiler.renewIfLarge()
    let host = state.withLock { state in
      state.history.record(cell.interface, reached: reached, stoppedAt: line)
      state.variables.add(reached)
      return state.host
    }
    host?.send(.publish(reached))
  }
}
