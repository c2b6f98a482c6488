// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import SessionWire
import SwiftSession
import Synchronization

/// The Swift session as the kernel sees it.
struct SwiftInterpreter: Interpreter {
  let session: SwiftSession

  let language = LanguageInfo(
    name: "swift", version: ToolchainVersion.current, mimetype: "text/x-swift",
    fileExtension: ".swift", pygmentsLexer: "swift", codeMirrorMode: "swift")

  var banner: String {
    "Lectern \(Lectern.version), Swift \(language.version). `import Generative` brings tensors, data and figures."
  }

  func execute(_ cell: CellRequest, output: any OutputSink) async -> CellResult {
    let error = await session.run(
      cell.code, label: "In[\(cell.executionCount)]", output: CellOutput(sink: output))
    return error.map { .failed(CellFailure($0)) } ?? .ok
  }

  func evaluate(_ expression: String) async -> ExpressionResult {
    let output = ResultOutput()
    let error = await session.run(
      expression, label: "expression", output: output, isTransient: true)
    if let error { return .failed(CellFailure(error)) }
    return .value(output.result ?? MIMEBundle(text: "()"))
  }

  func completeness(of source: String) async -> CodeCompleteness {
    switch await session.completeness(of: source) {
    case .complete: .complete
    case .incomplete(let indent): .incomplete(indent: indent)
    case .invalid: .invalid
    case nil: .unknown
    }
  }

  func completions(of source: String, at cursor: Int) async -> CompletionList {
    guard let found = await session.completions(of: source, at: cursor) else {
      return CompletionList(items: [], start: cursor, end: cursor)
    }
    let items = found.items.map {
      CompletionList.Item(text: $0.text, kind: $0.kind, signature: $0.signature)
    }
    return CompletionList(items: items, start: found.start, end: found.end)
  }

  func inspect(_ source: String, at cursor: Int, detail: Int) async -> MIMEBundle? {
    guard let found = await session.inspect(source, at: cursor) else { return nil }
    return InspectionPage(inspection: found, showsSource: detail > 0).bundle
  }

  func interrupt() async { session.interrupt() }

  func comm(
    _ message: CommMessage, answer: @escaping @Sendable (CommMessage) -> Void
  ) async -> Bool {
    await session.comm(message, answer: answer)
  }

  func shutdown() async {
    session.shutdown()
    session.kill()
  }
}

extension CellFailure {
  /// The session's error as Jupyter shows it.
  init(_ error: CellError) {
    self.init(name: error.name, value: error.value, traceback: error.report)
  }
}

/// Passes a cell's outputs on to the kernel.
private struct CellOutput: SessionOutput {
  let sink: any OutputSink

  func write(_ bytes: [UInt8], isError: Bool) { sink.write(bytes, to: isError ? .stderr : .stdout) }

  func show(_ action: DisplayAction, _ bundle: MIMEBundle) {
    switch action {
    case .display(let id): sink.display(bundle, id: id)
    case .update(let id): sink.update(bundle, id: id)
    case .result: sink.result(bundle)
    case .page: sink.page(bundle)
    case .clear(let wait): sink.clear(wait: wait)
    }
  }

  func input(prompt: String, isPassword: Bool) async -> InputReply {
    await sink.input(prompt: prompt, isPassword: isPassword)
  }

  func comm(_ message: CommMessage) { sink.comm(message) }
}

/// Keeps the value of an expression and lets everything else go.
private final class ResultOutput: SessionOutput {
  private let kept = Mutex<MIMEBundle?>(nil)

  var result: MIMEBundle? { kept.withLock { $0 } }

  func write(_ bytes: [UInt8], isError: Bool) {}

  func show(_ action: DisplayAction, _ bundle: MIMEBundle) {
    if action == .result { kept.withLock { $0 = bundle } }
  }

  func input(prompt: String, isPassword: Bool) async -> InputReply { .unavailable }

  func comm(_ message: CommMessage) {}
}
