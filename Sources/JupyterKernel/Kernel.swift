// SPDX-License-Identifier: MIT
import Display
package import JupyterProtocol
import Synchronization

/// Turns Jupyter's requests into calls of an interpreter; knows no sockets.
///
/// The law of each request: `busy` comes first, then what it causes, then its reply, then `idle`, all in its name.
/// Cells wait for each other; questions and messages on comms are answered meanwhile, each kind in the order of coming.
package actor Kernel {
  let interpreter: any Interpreter
  let configuration: KernelConfiguration
  nonisolated let parts: KernelParts

  /// The number of the last cell that counted.
  var executionCount = 0
  var history: History
  /// By subshell: cells that came up to this number stood in the queue when one before them failed.
  var lastAborted: [String?: Int] = [:]
  /// Whether a cell is between its `busy` and its `idle`.
  private var isCellOpen = false

  /// The output of the cell that runs.
  nonisolated let running = Mutex<CellOutput?>(nil)
  /// How many messages have come.
  nonisolated let receivedCount = Atomic<Int>(0)

  private nonisolated let lanes = Dictionary(
    uniqueKeysWithValues: Lane.allCases.map { ($0, AsyncStream<Request>.makeStream()) })
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
    var request = Request(message: message, channel: channel, number: number)
    if channel == .stdin { return parts.inputs.receive(message) }
    let lane: Lane
    if let comm = message.commID {
      lane = laneOfMessage(on: comm, &request)
    } else {
      lane = Lane(of: request)
    }
    lanes[lane]?.continuation.yield(request)
  }

  /// Serves until the kernel is shut down.
  package func run() async {
    parts.publisher.publish(Status(.starting), parent: JSONCoding.emptyObject)
    let workers = lanes.values.map { lane in
      Task {
        for await request in lane.stream { await serve(request) }
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
    for lane in lanes.values { lane.continuation.finish() }
    ending.continuation.finish()
  }

  /// Finds the lane of a message on a comm: the code behind an open one can have it now.
  ///
  /// What comes before the comm is open keeps its place behind the cell that may open it, unless the front end gave it a
  /// shell of its own.
  private nonisolated func laneOfMessage(on comm: String, _ request: inout Request) -> Lane {
    if request.message.header.subshellID != nil || parts.comms.admits(comm) {
      parts.commsUnderWay.begin(request.number)
      return .comms
    }
    request.queuedComm = comm
    return .cells
  }

  // MARK: Serving

  private func serve(_ request: Request) async {
    defer {
      parts.commsUnderWay.end(request.number)
      if let comm = request.queuedComm { parts.comms.leaveQueue(comm) }
    }
    do throws(ContentError) {
      if let unknown = parts.subshells.unknown(in: request) {
        return await refuse(request, UnknownSubshell(id: unknown).reply)
      }
      try await dispatch(request)
    } catch .malformed(let reason) {
      log("a message on \(request.channel.rawValue) is dropped: its content is no JSON: \(reason)")
    } catch {
      await refuse(request, ErrorReply(name: "InvalidRequest", value: "\(error)"))
    }
  }

  private func refuse(_ request: Request, _ error: ErrorReply) async {
    await framed(request) {
      guard let type = request.replyType else { return }
      parts.publisher.reply(error, to: request, type: type)
    }
  }

  private func dispatch(_ request: Request) async throws(ContentError) {
    switch request.message.type {
    case ExecuteRequest.messageType:
      await parts.commsUnderWay.wait(forThoseBefore: request.number)
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
    case CreateSubshellRequest.messageType:
      try await answer(request) { (_: CreateSubshellRequest) in
        CreateSubshellReply(subshellID: parts.subshells.create())
      }
    case DeleteSubshellRequest.messageType:
      try await handle(request) { deleteSubshell($0, for: request) }
    case ListSubshellRequest.messageType:
      try await answer(request) { (_: ListSubshellRequest) in
        ListSubshellReply(subshellIDs: parts.subshells.ids)
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
    let isCell = request.message.type == ExecuteRequest.messageType
    if isCell { isCellOpen = true }
    parts.publisher.publish(Status(.busy), parent: parent)
    await body()
    if isCell { isCellOpen = false }
    parts.publisher.publish(Status(.idle), parent: parent)
    // Front ends take the last state that they hear for the kernel's own. In nobody's name: a cell is busy once.
    // Only a cell's own `idle` takes this back for sure: front ends do not listen to those of all questions.
    if isCellOpen && request.message.type != ShutdownRequest.messageType {
      parts.publisher.publish(Status(.busy), parent: JSONCoding.emptyObject)
    }
  }
}
