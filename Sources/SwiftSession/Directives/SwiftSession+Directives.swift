// SPDX-License-Identifier: MIT
import Display
import SessionWire
import Synchronization

/// A text to be run: a cell, or a file that a cell includes.
struct Script: Sendable {
  let source: String
  /// What messages call it: `In[3]`, `helpers.swift`.
  let label: String
  /// The files that are being included, outermost first.
  var including: [String] = []
}

extension SwiftSession {
  /// Carries out the directives at a text's head, then runs its code, then reports what the head asked for.
  func perform(_ script: Script, output: any SessionOutput) async throws(CellError) {
    let head = try readHead(script)
    try ensureHost()
    deliverNotice(to: output)
    let clock = head.contains(.time) ? CellClock() : nil
    defer { if let clock { output.show(.display(id: nil), MIMEBundle(text: clock.line)) } }
    for entry in head.entries {
      try await carryOut(entry.directive, in: script, output: output)
      if isInterrupted { throw .interrupted }
    }
    if head.hasCode {
      try await runCode(
        script, optimization: Optimization(head.optimization), clock: clock, output: output)
    }
    if head.contains(.variables) { try await showVariables(on: output) }
  }

  private func readHead(_ script: Script) throws(CellError) -> CellHead {
    do throws(DirectiveError) {
      return try CellHead(script.source)
    } catch {
      throw error.error(label: script.label)
    }
  }

  private func carryOut(
    _ directive: Directive, in script: Script, output: any SessionOutput
  ) async throws(CellError) {
    if GradedRun.isActive && directive.actsOutsideTheSession {
      throw CellError(
        name: "DirectiveError",
        value: "`\(Directive.marker) \(directive.kind.rawValue)` has no place in a graded run. "
          + "Take the line away.")
    }
    switch directive {
    case .help: output.show(.display(id: nil), DirectiveHelp.page)
    case .shell(let command): try await shell(command, output: output)
    case .include(let name): try await include(name, into: script, output: output)
    case .reset: try reset(output: output)
    case .packages(let requests): try await usePackages(requests, output: output)
    case .variables, .time, .optimize: break
    }
  }

  /// The environment of what a cell starts.
  var commandEnvironment: [String] {
    let programs = paths.host.split(separator: "/").dropLast().joined(separator: "/")
    return ProcessEnvironment.ofCommands(besideProgramsIn: "/\(programs)")
  }

  private func shell(_ command: String, output: any SessionOutput) async throws(CellError) {
    let status: ExitStatus
    do throws(SpawnError) {
      let process = try CommandProcess("/bin/sh", ["-c", command], environment: commandEnvironment)
      status = try await wait(for: process) { output.write($0, isError: false) }
    } catch {
      throw CellError(name: "ShellError", value: "\(error)")
    }
    if isInterrupted { throw .interrupted }
    guard status == .exited(0) else {
      throw CellError(name: "ShellError", value: "`\(command)` failed: \(status.description).")
    }
  }

  /// Runs a program of the cell's to its end, or to the cell's.
  func wait(
    for process: CommandProcess, _ handler: @escaping @Sendable ([UInt8]) -> Void
  ) async throws(SpawnError) -> ExitStatus {
    let isInterrupted = state.withLock { state in
      state.running?.command = process
      return state.running?.isInterrupted ?? false
    }
    defer { state.withLock { $0.running?.command = nil } }
    if isInterrupted { process.stop() }
    return try await process.run(handler)
  }

  private func include(
    _ name: String, into script: Script, output: any SessionOutput
  ) async throws(CellError) {
    let file = try IncludedFile(name)
    guard !script.including.contains(file.identity) else {
      throw CellError(
        name: "IncludeError", value: "\(file.label) includes itself. Take one of the lines away.")
    }
    let included = Script(
      source: file.source, label: file.label, including: script.including + [file.identity])
    try await perform(included, output: OutputWithoutResult(output: output))
  }

  private func reset(output: any SessionOutput) throws(CellError) {
    let host = state.withLock { state in
      state.ledger.removeAll()
      state.variables = VariableTable()
      state.history.endSession(at: state.running?.label)
      state.owesNotice = false
      defer { state.host = nil }
      return state.host
    }
    compiler.forget()
    forgetPackages()
    deliveries.endAll(isKnown: false)
    readings.endAll()
    host?.kill()
    try ensureHost()
    output.show(
      .display(id: nil),
      MIMEBundle(text: "The session was reset: what earlier cells defined is gone."))
  }

  private func ensureHost() throws(CellError) {
    do throws(SpawnError) {
      _ = try runningHost()
    } catch {
      throw CellError(name: "SessionError", value: "\(error)")
    }
  }
}

extension Optimization {
  /// What a cell wishes; nil leaves the choice to the compiler process.
  fileprivate init(_ wish: Bool?) {
    self = wish.map { $0 ? .always : .never } ?? .automatic
  }
}
