// SPDX-License-Identifier: MIT
import Display
package import JupyterProtocol
import Synchronization

/// Turns Jupyter's requests into calls of an interpreter; knows no sockets.
///
/// The law of each request: `busy` comes first, then what it causes, then its reply, then `idle`, all in its name.
/// Requests on shell wait for each other, those on control only for other ones on control.
package actor Kernel {
  let interpreter: any Interpreter
  let configuration: KernelConfiguration
  nonisolated let parts: KernelParts

  /// The number of the last cell that counted.
  var executionCount = 0
  var history: History
  /// Cells that came up to this number stood in the queue when one before them failed.
  var lastAborted = 0

  /// The output of the cell that runs.
  nonisolated let running = Mutex<CellOutput?>(nil)
  /// How many messages have come.
  nonisolated let receivedCount = Atomic<Int>(0)

  private nonisolated let shell = AsyncStream<Request>.makeStream()
  private nonisolated let control = AsyncStream<Request>.makeStream()
  private nonisolated let ending = AsyncStream<Never>.makeStream()
  private var isEnding = false
  private let log: @Sendable (String) -> Void

  /// Makes a kernel.
  ///
  /// - Parameters:
  ///   - interpreter: what runs the code.
  ///   - configuration: what the kernel says of itself.
  ///   - session: whose name stands in the headers.
  ///   - sink: where messages go.
  ///   - log: takes a line about each message that cannot be understood.
  package init(
    interpreter: any Interpreter, configuration: KernelConfiguration, session: Session,
    sink: any MessageSink, log: @escaping @Sendable (String) -> Void
  ) {
    self.interpreter = interpreter
    self.configuration = configuration
    self.log = log
    parts = KernelParts(
      publisher: Publisher(session: session, sink: sink), limit: configuration.outputLimit)
    history = History(file: configuration.historyPath.map { HistoryFile(path: $0) })
  }

  /// Takes a message; calls come from one thread, in the order of coming, and return at once.
  package nonisolated func receive(_ message: Message, on channel: Channel) {
    let number = receivedCount.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
    let request = Request(message: message, channel: channel, number: number)
    switch channel {
    case .stdin: parts.inputs.receive(message)
    // Code runs in one queue, wherever it comes from.
    case .control where !Self.runsCode(message.type): control.continuation.yield(request)
    default: shell.continuation.yield(request)
    }
  }

  /// Serves until the kernel is shut down.
  package func run() async {
    parts.publisher.publish(Status(.starting), parent: JSONCoding.emptyObject)
    let workers = [shell.stream, control.stream].map { requests in
      Task {
        for await request in requests { await serve(request) }
      }
    }
    for await _ in ending.stream {}
    for worker in workers { worker.cancel() }
  }

  /// Ends the running cell, as `interrupt_request` does.
  package nonisolated func interrupt() async {
    running.withLock { $0 }?.hurry()
    await interpreter.interrupt()
    // Only now: a cell that waits for input must find the interrupt when it goes on.
    parts.inputs.cancel()
  }

  /// Ends the interpreter and lets `run` return.
  package func shutdown() async {
    if isEnding { return }
    isEnding = true
    parts.publisher.close()
    await interpreter.shutdown()
    for queue in [shell, control] { queue.continuation.finish() }
    ending.continuation.finish()
  }

  private static func runsCode(_ type: String) -> Bool {
    type == ExecuteRequest.messageType || type.hasPrefix("comm_") && !type.hasSuffix("_request")
  }

  // MARK: Serving

  private func serve(_ request: Request) async {
    do throws(ContentError) {
      try await dispatch(request)
    } catch .malformed(let reason) {
      log("a message on \(request.channel.rawValue) is dropped: its content is no JSON: \(reason)")
    } catch {
      await framed(request) {
        guard let type = request.replyType else { return }
        let error = ErrorReply(name: "InvalidRequest", value: "\(error)")
        parts.publisher.reply(error, to: request, type: type)
      }
    }
  }

  private func dispatch(_ request: Request) async throws(ContentError) {
    switch request.message.type {
    case ExecuteRequest.messageType:
      try await handle(request) { await execute($0, for: request) }
    case KernelInfoRequest.messageType:
      try await answer(request) { (_: KernelInfoRequest) in kernelInfo }
    case CompleteRequest.messageType: try await answer(request) { await complete($0) }
    case InspectRequest.messageType: try await answer(request) { await inspect($0) }
    case IsCompleteRequest.messageType: try await answer(request) { await checkCompleteness($0) }
    case HistoryRequest.messageType: try await answer(request) { recall($0) }
    case CommInfoRequest.messageType: try await answer(request) { listComms($0) }
    case CommOpen.messageType: try await handle(request) { await openComm($0, for: request) }
    case CommMsg.messageType: try await handle(request) { await passOn($0, for: request) }
    case CommClose.messageType: try await handle(request) { await closeComm($0, for: request) }
    case ConnectRequest.messageType:
      try await answer(request) { (_: ConnectRequest) in
        ConnectReply(ports: configuration.ports)
      }
    case InterruptRequest.messageType:
      try await answer(request) { (_: InterruptRequest) in
        await interrupt()
        return InterruptReply()
      }
    case ShutdownRequest.messageType:
      try await handle(request) { announceShutdown($0, for: request) }
      await shutdown()
    default: await framed(request) {}
    }
  }

  /// Reads the content, and lets the body work with it and reply by itself.
  private func handle<Content: MessageContent>(
    _ request: Request, _ body: (Content) async -> Void
  ) async throws(ContentError) {
    let content = try request.message.content(as: Content.self)
    await framed(request) { await body(content) }
  }

  /// Reads the content and replies with what the body returns.
  private func answer<Content: MessageContent, Reply: MessageContent>(
    _ request: Request, _ body: (Content) async -> Reply
  ) async throws(ContentError) {
    try await handle(request) { parts.publisher.reply(await body($0), to: request) }
  }

  private func framed(_ request: Request, _ body: () async -> Void) async {
    let parent = request.message.headerBytes
    parts.publisher.publish(Status(.busy), parent: parent)
    await body()
    parts.publisher.publish(Status(.idle), parent: parent)
  }
}
