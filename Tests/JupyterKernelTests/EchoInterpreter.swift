// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import Synchronization

/// An interpreter without a language: each cell's text names what it does, all other cells give themselves back.
final class EchoInterpreter: Interpreter {
  typealias Cell = @Sendable (CellRequest, any OutputSink) async -> CellResult

  private struct State {
    var log: [String] = []
    var waiting: CheckedContinuation<Void, Never>?
  }

  /// The only comm target that is known.
  static let commTarget = "echo"

  /// Open as soon as a cell waits for its interrupt.
  let waits = Gate()
  /// Inspections of the text `held` are answered when it is open.
  let inspections = Gate()
  private let cells: [String: Cell]
  private let state = Mutex(State())
  private let sink = Mutex<(any OutputSink)?>(nil)

  init(_ cells: [String: Cell] = [:]) { self.cells = cells }

  /// What was asked of the interpreter, in order.
  var log: [String] { state.withLock { $0.log } }

  let language = LanguageInfo(
    name: "echo", version: "1.0", mimetype: "text/x-echo", fileExtension: ".echo",
    pygmentsLexer: "text", codeMirrorMode: "null")
  let banner = "Echo"

  func execute(_ cell: CellRequest, output: any OutputSink) async -> CellResult {
    note("execute \(cell.executionCount) \(cell.code)")
    sink.withLock { $0 = output }
    if let body = cells[cell.code] { return await body(cell, output) }
    if cell.code == "wait" { return await waitForInterrupt() }
    if cell.code.hasPrefix("fail") { return .failed(Self.failure(cell.code)) }
    output.result(MIMEBundle(text: cell.code))
    return .ok
  }

  func evaluate(_ expression: String) async -> ExpressionResult {
    expression.hasPrefix("fail")
      ? .failed(Self.failure(expression)) : .value(MIMEBundle(text: expression))
  }

  func completeness(of source: String) async -> CodeCompleteness {
    switch source {
    case "whole": .complete
    case "begun": .incomplete(indent: "  ")
    case "wrong": .invalid
    default: .unknown
    }
  }

  /// Proposes the whole text in a range that may lie outside it: `<start> <end>`.
  func completions(of source: String, at cursor: Int) async -> CompletionList {
    note("complete at \(cursor)")
    let numbers = source.split(separator: " ").compactMap { Int($0) }
    let range = numbers.count == 2 ? (numbers[0], numbers[1]) : (0, cursor)
    return CompletionList(
      items: [.init(text: "echo", kind: "function", signature: "()")], start: range.0,
      end: range.1)
  }

  func inspect(_ source: String, at cursor: Int, detail: Int) async -> MIMEBundle? {
    note("inspect at \(cursor) detail \(detail)")
    if source == "held" { await inspections.wait() }
    return source == "nothing" ? nil : MIMEBundle(["text/markdown": .text(source)])
  }

  func interrupt() async {
    let waiting = state.withLock { state in
      state.log.append("interrupt")
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume()
  }

  /// Answers a message at once, and once more in the name of whatever code sent last.
  func comm(
    _ message: CommMessage, answer: @escaping @Sendable (CommMessage) -> Void
  ) async -> Bool {
    note("comm \(message.kind.rawValue) \(message.id)")
    if message.kind == .open && message.target != Self.commTarget { return false }
    if message.kind == .message {
      var heard = message
      heard.data = ["heard": message.data]
      answer(heard)
      sink.withLock { $0 }?.comm(CommMessage(kind: .message, id: "handler"))
    }
    return true
  }

  func shutdown() async {
    let waiting = state.withLock { state in
      state.log.append("shutdown")
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume()
  }

  /// Waits until an interrupt, and fails as interrupted cells do.
  func waitForInterrupt() async -> CellResult {
    await withCheckedContinuation { continuation in
      state.withLock { $0.waiting = continuation }
      waits.open()
    }
    return .failed(Self.failure("Interrupted"))
  }

  static func failure(_ name: String) -> CellFailure {
    CellFailure(name: name, value: "a value", traceback: ["a", "traceback"])
  }

  private func note(_ text: String) { state.withLock { $0.log.append(text) } }
}
