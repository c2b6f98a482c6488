// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Synchronization

/// A kernel and its client in one process, without sockets.
final class Conversation: MessageSink {
  struct Sent: Sendable {
    let channel: Channel
    let message: Message
    /// The identifier of the request in whose name it was sent.
    let parent: String?
    /// The message in short: on iopub its type, elsewhere the channel too, then what distinguishes it.
    let line: String

    init(_ message: Message, on channel: Channel) {
      self.channel = channel
      self.message = message
      parent = message.parentHeader?.messageID
      line = Self.line(message, channel)
    }
  }

  private struct Waiter {
    let isOver: (State) -> Bool
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var sent: [Sent] = []
    /// The requests that have come to their end.
    var ended: Set<String> = []
    var waiters: [Waiter] = []
    var log: [String] = []
  }

  static let identity: [Bytes] = [Bytes("client".utf8)]

  let client = Session(id: "client")
  /// Called with each message before anybody else sees it, on the thread that sends it.
  let hook = Mutex<(@Sendable (Sent) -> Void)?>(nil)
  private let state = Mutex(State())
  private let made = Mutex<Kernel?>(nil)
  private let running = Mutex<Task<Void, Never>?>(nil)

  /// Starts a kernel over an interpreter.
  init(
    _ interpreter: any Interpreter = EchoInterpreter(),
    configuration: KernelConfiguration = KernelConfiguration(implementationVersion: "1")
  ) {
    let kernel = Kernel(
      interpreter: interpreter, configuration: configuration, session: Session(id: "kernel"),
      sink: self,
      log: { [weak self] line in self?.state.withLock { $0.log.append(line) } })
    made.withLock { $0 = kernel }
    let task = Task { await kernel.run() }
    running.withLock { $0 = task }
  }

  var kernel: Kernel {
    guard let kernel = made.withLock({ $0 }) else { fatalError("made in the initializer") }
    return kernel
  }

  /// The lines that the kernel logged.
  var log: [String] { state.withLock { $0.log } }

  /// All that the kernel sent.
  var sent: [Sent] { state.withLock { $0.sent } }

  /// Waits until the kernel's `run` returns.
  func end() async { await running.withLock { $0 }?.value }

  func send(_ message: Message, on channel: Channel) {
    let sent = Sent(message, on: channel)
    hook.withLock { $0 }?(sent)
    let over = state.withLock { state in
      state.sent.append(sent)
      if sent.line == "idle", let parent = sent.parent { state.ended.insert(parent) }
      let now = state
      defer { state.waiters.removeAll { $0.isOver(now) } }
      return state.waiters.filter { $0.isOver(now) }
    }
    for waiter in over { waiter.continuation.resume() }
  }

  /// Waits until the kernel has sent what the condition wants.
  func wait(until isOver: @escaping @Sendable ([Sent]) -> Bool) async {
    await waitForState { isOver($0.sent) }
  }

  private func waitForState(_ isOver: @escaping @Sendable (State) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isOverNow = state.withLock { state in
        if isOver(state) { return true }
        state.waiters.append(Waiter(isOver: isOver, continuation: continuation))
        return false
      }
      if isOverNow { continuation.resume() }
    }
  }

  // MARK: Asking

  /// Sends a request and returns its identifier.
  @discardableResult
  func ask(
    _ content: some MessageContent, on channel: Channel = .shell, metadata: JSON = [:],
    buffers: [Bytes] = [], identities: [Bytes] = Conversation.identity,
    parent: Bytes = JSONCoding.emptyObject, subshell: String? = nil
  ) -> String {
    let message = client.message(
      content, parent: parent, identities: identities, metadata: metadata, buffers: buffers,
      subshellID: subshell)
    kernel.receive(message, on: channel)
    return message.header.messageID
  }

  @discardableResult
  func execute(_ code: String, stopOnError: Bool = true, silent: Bool = false) -> String {
    ask(ExecuteRequest(code: code, silent: silent, stopOnError: stopOnError))
  }

  /// Sends a request whose type and content are given as text.
  @discardableResult
  func ask(type: String, content: String, on channel: Channel = .shell) -> String {
    let whole = client.message(Status(.idle), type: type, identities: Self.identity)
    let message = Message(
      identities: whole.identities, header: whole.header, headerBytes: whole.headerBytes,
      parentHeaderBytes: whole.parentHeaderBytes, metadataBytes: whole.metadataBytes,
      contentBytes: Bytes(content.utf8), buffers: [])
    kernel.receive(message, on: channel)
    return message.header.messageID
  }

  // MARK: Reading the transcript

  /// What was sent in a request's name.
  func messages(of request: String) -> [Sent] {
    sent.filter { $0.parent == request }
  }

  /// Waits for the end of a request, and returns what was sent in its name, a line for each message.
  func transcript(_ request: String) async -> [String] {
    await waitForState { $0.ended.contains(request) }
    return messages(of: request).map(\.line)
  }

  /// Waits for the end of a request, and returns its reply.
  func reply<Content: MessageContent>(
    to request: String, as type: Content.Type = Content.self
  ) async throws -> Content? {
    _ = await transcript(request)
    return try messages(of: request).first {
      $0.message.type == type.messageType && $0.channel != .iopub
    }?.message.content()
  }
}

extension Conversation.Sent {
  private static func line(_ message: Message, _ channel: Channel) -> String {
    let way = channel == .iopub ? "" : "\(channel.rawValue) "
    guard let content = try? JSONCoding.decode(JSON.self, from: message.contentBytes) else {
      return way + message.type
    }
    if message.type == Status.messageType { return text(content, "execution_state") }
    return way + message.type + (details(message.type, content).map { " \($0)" } ?? "")
  }

  private static func details(_ type: String, _ content: JSON) -> String? {
    switch type {
    case "stream": "\(text(content, "name")): \(text(content, "text"))"
    case "execute_input": "\(number(content)): \(text(content, "code"))"
    case "execute_result": "\(number(content)): \(data(content))"
    case "display_data", "update_display_data": data(content)
    case "error": text(content, "ename")
    case "execute_reply": "\(text(content, "status")) \(number(content))"
    case "comm_open", "comm_msg", "comm_close": text(content, "comm_id")
    case "input_request": text(content, "prompt")
    default: content["status"]?.stringValue
    }
  }

  private static func text(_ content: JSON, _ key: String) -> String {
    content[key]?.stringValue ?? "?"
  }

  private static func number(_ content: JSON) -> Int { content["execution_count"]?.intValue ?? -1 }

  private static func data(_ content: JSON) -> String {
    content["data"]?["text/plain"]?.stringValue ?? "?"
  }
}
