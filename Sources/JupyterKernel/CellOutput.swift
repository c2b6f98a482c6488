// SPDX-License-Identifier: MIT
import Dispatch
import Display
import Glibc
import JupyterProtocol
import Synchronization

/// Publishes what a cell puts out, in its order and in its name, also what comes after its end.
final class CellOutput: OutputSink {
  private struct State {
    var text = StreamText()
    var allowances: [StandardStream: TextAllowance] = [:]
    var pages: [MIMEBundle] = []
    var resultText: String?
    var isFlushScheduled = false
    var isFinished = false
    /// Whether the limit is lifted, so that an interrupted cell comes to its end.
    var isHurried = false
  }

  private static let timer = DispatchQueue(label: "lectern.output")
  /// A writer that waits looks this often whether it is hurried.
  private static let patience = Duration.milliseconds(10)

  private let request: Request
  private let content: ExecuteRequest
  private let executionCount: Int
  private let kernel: KernelParts
  private let state = Mutex(State())

  init(
    of request: Request, _ content: ExecuteRequest, executionCount: Int, kernel: KernelParts
  ) {
    self.request = request
    self.content = content
    self.executionCount = executionCount
    self.kernel = kernel
  }

  // MARK: What the cell calls

  func write(_ bytes: [UInt8], to stream: StandardStream) {
    guard !content.silent, !bytes.isEmpty else { return }
    let isFull = state.withLock { state in
      let admitted = state.allowances[stream, default: TextAllowance()].admit(bytes)
      if !admitted.isEmpty { state.text.append(admitted, to: stream) }
      return state.text.byteCount >= StreamText.largestPiece
    }
    if isFull {
      waitForRoom(messages: 0)
      state.withLock { flush(&$0) }
    } else {
      scheduleFlush()
    }
  }

  func display(_ bundle: MIMEBundle, id: String?) { publish { DisplayData(bundle, id: id) } }

  func update(_ bundle: MIMEBundle, id: String) { publish { UpdateDisplayData(bundle, id: id) } }

  func result(_ bundle: MIMEBundle) {
    let bundle = bundle.withPlainText
    if case .text(let text) = bundle.contents["text/plain"] {
      state.withLock { $0.resultText = text }
    }
    publish { ExecuteResult(bundle, executionCount: executionCount) }
  }

  func clear(wait: Bool) {
    publish { ClearOutput(wait: wait) }
    state.withLock { $0.allowances = [:] }
  }

  func page(_ bundle: MIMEBundle) { state.withLock { $0.pages.append(bundle) } }

  /// Comms carry states and not outputs: a silent cell sends them too.
  func comm(_ message: CommMessage) {
    let parent = kernel.comms.parent ?? request.message.headerBytes
    state.withLock { state in
      flush(&state)
      kernel.publish(message, parent: parent)
    }
  }

  func input(prompt: String, isPassword: Bool) async -> InputReply {
    let isFinished = state.withLock { state in
      flush(&state)
      return state.isFinished
    }
    guard content.allowStdin, !isFinished else { return .unavailable }
    return await kernel.inputs.ask(
      InputRequest(prompt: prompt, password: isPassword), inNameOf: request)
  }

  // MARK: What the kernel calls

  /// Publishes what is left; what comes later is published too.
  func finish() {
    state.withLock { state in
      for stream in [StandardStream.stdout, .stderr] {
        guard let rest = state.allowances[stream]?.finish(), !rest.isEmpty else { continue }
        state.text.append(rest, to: stream)
      }
      flush(&state, isEnd: true)
      state.isFinished = true
      state.isHurried = false
    }
  }

  /// Publishes the cell's error behind all its outputs, without waiting: it is what people wait for.
  func fail(_ error: ErrorOutput) {
    if content.silent { return }
    kernel.publisher.publish(error, parent: request.message.headerBytes)
  }

  /// Lets whoever waits for room go on.
  func hurry() { state.withLock { $0.isHurried = true } }

  /// The pages for the front end's pager.
  var pages: [MIMEBundle] { state.withLock { $0.pages } }

  /// The text of the cell's value.
  var resultText: String? { state.withLock { $0.resultText } }

  // MARK: Order and pace

  /// Publishes behind the text before it.
  private func publish(_ message: () -> some MessageContent) {
    if content.silent { return }
    waitForRoom(messages: 1)
    state.withLock { state in
      flush(&state)
      kernel.publisher.publish(message(), parent: request.message.headerBytes)
    }
    kernel.pace.withLock { $0.record(bytes: 0, messages: 1, at: .now) }
  }

  private func scheduleFlush() {
    let isFirst = state.withLock { state in
      defer { state.isFlushScheduled = true }
      return !state.isFlushScheduled
    }
    if isFirst { flush(after: kernel.pace.withLock { $0.collectingDelay(at: .now) }) }
  }

  private func flush(after delay: Duration) {
    let nanoseconds = Int(delay / .nanoseconds(1))
    Self.timer.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { self.flushIfAllowed() }
  }

  private func flushIfAllowed() {
    let delay = state.withLock { state -> Duration? in
      let delay = roomDelay(state, messages: 0)
      if delay > .zero { return delay }
      state.isFlushScheduled = false
      flush(&state)
      return nil
    }
    if let delay { flush(after: delay) }
  }

  private func flush(_ state: inout State, isEnd: Bool = false) {
    let bytes = state.text.encodedByteCount
    let pieces = state.text.take(isEnd: isEnd)
    if pieces.isEmpty { return }
    for (stream, text) in pieces {
      kernel.publisher.publish(
        Stream(name: stream.rawValue, text: text), parent: request.message.headerBytes)
    }
    kernel.pace.withLock { $0.record(bytes: bytes, messages: pieces.count, at: .now) }
  }

  private func waitForRoom(messages: Int) {
    while true {
      let delay = state.withLock { roomDelay($0, messages: messages) }
      if delay <= .zero { return }
      usleep(UInt32(min(delay, Self.patience) / .microseconds(1)))
    }
  }

  private func roomDelay(_ state: borrowing State, messages: Int) -> Duration {
    if state.isHurried { return .zero }
    let bytes = state.text.encodedByteCount
    return kernel.pace.withLock {
      $0.delay(bytes: bytes, messages: messages + (bytes > 0 ? 1 : 0), at: .now)
    }
  }
}
