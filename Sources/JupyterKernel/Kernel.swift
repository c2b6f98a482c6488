// SPDX-License-Identifier: MIT
import Display
package import JupyterProtocol
import Synchronization

/// Turns requests into calls of an interpreter, and keeps the law of busy and idle.
///
/// Cells and other shell requests are served one at a time, in order. Requests on the control channel are served
/// beside them, one at a time as well, so that they are answered while a cell runs.
package final class Kernel: Sendable {
  /// What the kernel says of itself.
  package struct Identity: Sendable {
    package let implementation: String
    package let version: String

    /// Names an implementation.
    package init(implementation: String, version: String) {
      self.implementation = implementation
      self.version = version
    }
  }

  private let identity: Identity
  private let interpreter: any Interpreter
  private let publisher: Publisher
  private let history: History
  private let ports: [String: Int]
  private let shell = ShellQueue()
  private let control = ShellQueue()
  private let console = InputConsole()
  private let comms = CommRegistry()
  private let executionCount = Mutex(0)
  private let end = AsyncStream<Void>.makeStream()

  /// Makes a kernel over an interpreter; messages go out through the publisher.
  package init(
    identity: Identity, interpreter: any Interpreter, publisher: Publisher, history: History,
    ports: [String: Int] = [:]
  ) {
    self.identity = identity
    self.interpreter = interpreter
    self.publisher = publisher
    self.history = history
    self.ports = ports
  }

  /// Takes a message that came in; returns at once.
  package func receive(_ message: IncomingMessage, on channel: Channel) {
    let request = Request(message: message, channel: channel)
    switch channel {
    case .shell: shell.add(request)
    case .control: control.add(request)
    case .stdin: console.take(message)
    case .iopub, .heartbeat: break
    }
  }

  /// Serves until the kernel is told to end.
  package func run() async {
    publisher.publish(Status.starting, parent: .none)
    let serving = [shell, control].map { queue in
      Task { for await item in queue.items { await serve(item, of: queue) } }
    }
    for await _ in end.stream { break }
    shell.finish()
    control.finish()
    for task in serving { task.cancel() }
  }

  /// Ends the running cell, as the interrupt request does; for signals.
  package func interrupt() async {
    console.cancel()
    await interpreter.interrupt()
  }

  /// Ends the kernel without a request; for signals and for the death of the parent process.
  package func stop() async {
    await interpreter.shutdown()
    end.continuation.finish()
  }

  // MARK: Serving

  private func serve(_ item: ShellQueue.Item, of queue: ShellQueue) async {
    queue.take(item)
    let request = item.request
    publisher.publish(Status.busy, parent: request.message.parent)
    let isLast = await answer(item)
    publisher.publish(Status.idle, parent: request.message.parent)
    if isLast { end.continuation.finish() }
  }

  /// Answers a request.
  ///
  /// - Returns: whether it was the kernel's last.
  private func answer(_ item: ShellQueue.Item) async -> Bool {
    let request = item.request
    switch request.message.header.type {
    case ExecuteRequest.messageType:
      if item.isAborted { abort(request) } else { await execute(request) }
    case "kernel_info_request": publisher.reply(kernelInfo, to: request)
    case CompleteRequest.messageType: await complete(request)
    case InspectRequest.messageType: await inspect(request)
    case IsCompleteRequest.messageType: await checkCompleteness(request)
    case HistoryRequest.messageType:
      reply(request) { HistoryReply(history: self.history.rows(for: $0)) }
    case CommInfoRequest.messageType:
      reply(request) { (content: CommInfoRequest) in
        CommInfoReply(comms: self.comms.open(target: content.target))
      }
    case "comm_open", "comm_msg", "comm_close": await comm(request)
    case "interrupt_request":
      await interrupt()
      publisher.reply(InterruptReply(), to: request)
    case "connect_request": publisher.reply(ConnectReply(ports: ports), to: request)
    case ShutdownRequest.messageType:
      await shutdown(request)
      return true
    default: break
    }
    return false
  }

  private func content<Content: Decodable>(of request: Request) -> Content? {
    JSONCoding.decode(Content.self, from: request.message.content)
  }

  private func reply<Content: Decodable>(
    _ request: Request, _ make: (Content) -> some MessageContent & Encodable
  ) {
    guard let content: Content = content(of: request) else { return }
    publisher.reply(make(content), to: request)
  }

  // MARK: Cells

  private func execute(_ request: Request) async {
    guard let content: ExecuteRequest = content(of: request) else {
      return refuse(request)
    }
    let count = nextCount(content)
    let parent = request.message.parent
    if !content.isSilent {
      publisher.publish(ExecuteInput(code: content.code, executionCount: count), parent: parent)
    }
    let sink = CellSink(
      publisher: publisher, parent: parent, executionCount: count, isSilent: content.isSilent,
      allowsInput: content.allowsInput, comms: comms, console: console)
    let result = await interpreter.execute(
      CellRequest(
        code: content.code, executionCount: count, isSilent: content.isSilent,
        storesHistory: content.storesHistory), output: sink)
    sink.flush()
    if content.storesHistory {
      history.record(line: count, input: content.code, output: sink.result)
    }
    switch result {
    case .ok:
      let values = await evaluate(content.userExpressions)
      publisher.reply(
        ExecuteReply.ok(executionCount: count, payload: sink.payload, userExpressions: values),
        to: request)
    case .failed(let failure): fail(request, content, failure, count: count)
    }
  }

  private func nextCount(_ content: ExecuteRequest) -> Int {
    executionCount.withLock { count in
      if content.storesHistory { count += 1 }
      return count
    }
  }

  private func fail(
    _ request: Request, _ content: ExecuteRequest, _ failure: CellFailure, count: Int
  ) {
    let error = ErrorContent(failure)
    if !content.isSilent { publisher.publish(error, parent: request.message.parent) }
    // Only what waits now: a cell sent by somebody who has seen the error is a new decision.
    if content.stopsOnError && !content.isSilent { shell.abortCells() }
    publisher.reply(ExecuteReply.failed(error, executionCount: count), to: request)
  }

  private func abort(_ request: Request) {
    let count = executionCount.withLock { $0 }
    publisher.reply(ExecuteReply.aborted(executionCount: count), to: request)
  }

  private func refuse(_ request: Request) {
    let error = ErrorContent(
      name: "ProtocolError", value: "the execute_request has no 'code'",
      traceback: ["ProtocolError: the execute_request has no 'code'"])
    let count = executionCount.withLock { $0 }
    publisher.reply(ExecuteReply.failed(error, executionCount: count), to: request)
  }

  private func evaluate(_ expressions: [String: String]) async -> [String: JSON] {
    var values: [String: JSON] = [:]
    for (name, expression) in expressions {
      switch await interpreter.evaluate(expression) {
      case .value(let bundle):
        values[name] = [
          "status": "ok", "data": .object(bundle.dataJSON), "metadata": .object(bundle.metadata),
        ]
      case .failed(let failure):
        values[name] = [
          "status": "error", "ename": .string(failure.name), "evalue": .string(failure.value),
          "traceback": .array(failure.traceback.map { .string($0) }),
        ]
      }
    }
    return values
  }

  // MARK: Other requests

  private var kernelInfo: KernelInfoReply {
    let language = interpreter.language
    return KernelInfoReply(
      implementation: identity.implementation, version: identity.version,
      banner: interpreter.banner,
      language: [
        "name": .string(language.name), "version": .string(language.version),
        "mimetype": .string(language.mimetype), "file_extension": .string(language.fileExtension),
        "pygments_lexer": .string(language.pygmentsLexer),
        "codemirror_mode": .string(language.codeMirrorMode),
      ],
      helpLinks: [
        ["text": "The Swift Programming Language", "url": "https://docs.swift.org/swift-book/"]
      ])
  }

  private func complete(_ request: Request) async {
    guard let content: CompleteRequest = content(of: request) else { return }
    let cursor = Self.clamped(content.cursor, in: content.code)
    let found = await interpreter.completions(of: content.code, at: cursor)
    let types = found.items.map { item -> JSON in
      [
        "text": .string(item.text), "type": .string(item.kind),
        "signature": .string(item.signature), "start": .int(found.start), "end": .int(found.end),
      ]
    }
    publisher.reply(
      CompleteReply(
        matches: found.items.map(\.text), start: found.start, end: found.end,
        metadata: ["_jupyter_types_experimental": .array(types)]), to: request)
  }

  private func inspect(_ request: Request) async {
    guard let content: InspectRequest = content(of: request) else { return }
    let cursor = Self.clamped(content.cursor, in: content.code)
    let bundle = await interpreter.inspect(content.code, at: cursor, detail: content.detail ?? 0)
    publisher.reply(InspectReply(bundle), to: request)
  }

  /// A position in Unicode scalars, kept inside the text.
  private static func clamped(_ cursor: Int?, in code: String) -> Int {
    let length = code.unicodeScalars.count
    return min(max(cursor ?? length, 0), length)
  }

  private func checkCompleteness(_ request: Request) async {
    guard let content: IsCompleteRequest = content(of: request) else { return }
    let reply =
      switch await interpreter.completeness(of: content.code) {
      case .complete: IsCompleteReply(status: "complete")
      case .incomplete(let indent): IsCompleteReply(status: "incomplete", indent: indent)
      case .invalid: IsCompleteReply(status: "invalid")
      case .unknown: IsCompleteReply(status: "unknown")
      }
    publisher.reply(reply, to: request)
  }

  private func comm(_ request: Request) async {
    guard let message = CommRegistry.message(from: request.message) else { return }
    let isKnown = await interpreter.comm(message)
    if isKnown {
      comms.note(message)
    } else if message.kind == .open {
      comms.publish(
        CommMessage(kind: .close, id: message.id), publisher, parent: request.message.parent)
    }
  }

  private func shutdown(_ request: Request) async {
    let restart = (content(of: request) as ShutdownRequest?)?.restart ?? false
    console.cancel()
    let reply = ShutdownReply(restart: restart)
    publisher.publish(reply, parent: request.message.parent)
    publisher.reply(reply, to: request)
    await interpreter.shutdown()
  }
}

extension ErrorContent {
  /// The interpreter's failure on the wire.
  init(_ failure: CellFailure) {
    self.init(name: failure.name, value: failure.value, traceback: failure.traceback)
  }
}
