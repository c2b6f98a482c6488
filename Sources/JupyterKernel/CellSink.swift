// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

/// The outputs of one cell, published under the cell's own header, also after it has ended.
final class CellSink: OutputSink {
  private let publisher: Publisher
  private let parent: Parent
  private let executionCount: Int
  private let isSilent: Bool
  private let comms: CommRegistry
  private let console: InputConsole
  private let allowsInput: Bool
  private let streams: StreamCoalescer
  private let pages = Mutex<[JSON]>([])
  private let resultText = Mutex<String?>(nil)

  init(
    publisher: Publisher, parent: Parent, executionCount: Int, isSilent: Bool, allowsInput: Bool,
    comms: CommRegistry, console: InputConsole
  ) {
    self.publisher = publisher
    self.parent = parent
    self.executionCount = executionCount
    self.isSilent = isSilent
    self.allowsInput = allowsInput
    self.comms = comms
    self.console = console
    streams = StreamCoalescer { publisher.publish($0, parent: parent) }
  }

  /// The pages for the reply's payload.
  var payload: [JSON] { pages.withLock { $0 } }

  /// The text of the cell's value, for the history.
  var result: String? { resultText.withLock { $0 } }

  /// Sends all text that still waits.
  func flush() { streams.flush(isEnd: true) }

  func write(_ bytes: [UInt8], to stream: StandardStream) {
    if !isSilent { streams.write(bytes, to: stream) }
  }

  func display(_ bundle: MIMEBundle, id: String?) { show(.display(id: id), bundle) }

  func update(_ bundle: MIMEBundle, id: String) { show(.update(id: id), bundle) }

  func result(_ bundle: MIMEBundle) {
    if case .text(let text) = bundle.contents["text/plain"] { resultText.withLock { $0 = text } }
    show(.result(executionCount: executionCount), bundle)
  }

  func clear(wait: Bool) {
    guard !isSilent else { return }
    streams.flush()
    publisher.publish(ClearOutput(wait: wait), parent: parent)
  }

  func page(_ bundle: MIMEBundle) {
    pages.withLock {
      $0.append(["source": "page", "data": .object(bundle.dataJSON), "start": 0])
    }
  }

  func comm(_ message: CommMessage) {
    comms.note(message)
    comms.publish(message, publisher, parent: parent)
  }

  func input(prompt: String, isPassword: Bool) async -> InputReply {
    guard allowsInput else { return .unavailable }
    streams.flush()
    return await console.ask(
      InputRequest(prompt: prompt, isPassword: isPassword), publisher, parent: parent)
  }

  private func show(_ kind: DisplayContent.Kind, _ bundle: MIMEBundle) {
    guard !isSilent else { return }
    streams.flush()
    publisher.publish(DisplayContent(kind, bundle), type: kind.messageType, parent: parent)
  }
}
