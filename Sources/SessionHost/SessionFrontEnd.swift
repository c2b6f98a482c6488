// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import SessionWire
import Synchronization

/// The front end of notebook code: outputs travel to the kernel in order with the printed text.
final class SessionFrontEnd: FrontEnd {
  private let channel: FrameChannel
  private let acknowledgements = Mailbox<Void>()
  private let replies = Mailbox<InputReply>()
  private let displayCount = Atomic<Int>(0)
  private let askedCount = Atomic<Int>(0)
  private let answeredCount = Atomic<Int>(0)

  private let events: EventQueue

  init(channel: FrameChannel, events: EventQueue) {
    self.channel = channel
    self.events = events
  }

  var isLive: Bool { true }

  func display(_ bundle: MIMEBundle, id: String?) { show(bundle, .display(id: id)) }
  func update(_ bundle: MIMEBundle, id: String) { show(bundle, .update(id: id)) }
  func result(_ bundle: MIMEBundle) { show(bundle, .result) }
  func page(_ bundle: MIMEBundle) { show(bundle, .page) }
  func clear(wait: Bool) { show(MIMEBundle(), .clear(wait: wait)) }
  func processEvents() { events.process() }

  func comm(_ message: CommMessage) {
    send(.comm(message))
    // A widget that shows something new is as good a place as a display.
    if message.kind == .message { events.process() }
  }

  func input(prompt: String, isPassword: Bool) -> InputReply {
    lectern_stdio_flush()
    let number = send(
      .inputRequest(prompt: prompt, isPassword: isPassword), countedBy: askedCount)
    let reply = replies.wait(for: number)
    events.process()
    return reply
  }

  /// The kernel has put that display behind the text before it.
  func acknowledge(_ number: Int) { acknowledgements.put((), for: number) }

  /// The user has answered the oldest question.
  func answer(_ reply: InputReply) {
    let isExpected =
      answeredCount.load(ordering: .relaxed) < askedCount.load(ordering: .relaxed)
    guard isExpected else { return }
    replies.put(reply, for: answeredCount.wrappingAdd(1, ordering: .relaxed).newValue)
  }

  /// Questions of an ended cell shall not take the answers to later ones.
  func forgetQuestions() {
    answeredCount.store(askedCount.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// Threads that wait here shall look whether they have been stopped.
  func wakeWaiting() {
    acknowledgements.wake()
    replies.wake()
  }

  private func show(_ bundle: MIMEBundle, _ action: DisplayAction) {
    lectern_stdio_flush()
    let number = displayCount.wrappingAdd(1, ordering: .relaxed).newValue
    let cell = Int(lectern_origin())
    send(.display(number: number, cell: cell, action: action, bundle: bundle))
    acknowledgements.wait(for: number)
    events.process()
  }

  @discardableResult
  private func send(_ event: HostEvent, countedBy counter: borrowing Atomic<Int>) -> Int {
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    send(event)
    return number
  }

  /// A channel that is gone means a kernel that is gone: the control loop ends the process by itself.
  private func send(_ event: HostEvent) {
    lectern_critical_begin()
    try? channel.send(event)
    lectern_critical_end()
  }
}
