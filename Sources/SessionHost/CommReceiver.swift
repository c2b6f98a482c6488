// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc
import SessionWire

/// Takes front ends' messages on comms on a thread of its own: what the library answers needs to wait for no cell.
final class CommReceiver: Sendable {
  private struct Delivery: Sendable {
    let number: Int
    let message: CommMessage
  }

  private let channel: FrameChannel
  private let events: EventQueue
  private let deliveries = Mailbox<Delivery>()

  init(channel: FrameChannel, events: EventQueue) {
    self.channel = channel
    self.events = events
    start()
  }

  /// Hands a message over; calls come from one thread, with numbers that grow by one each.
  func take(_ message: CommMessage, number: Int, place: Int) {
    deliveries.put(Delivery(number: number, message: message), for: place)
  }

  private func start() {
    var thread = pthread_t()
    let receiver = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { receiver in
        guard let receiver else { return nil }
        Unmanaged<CommReceiver>.fromOpaque(receiver).takeRetainedValue().run()
      }, receiver)
    pthread_detach(thread)
  }

  private func run() -> Never {
    for place in 1... { deliver(deliveries.wait(for: place)) }
    fatalError("there is always a next place")
  }

  private func deliver(_ delivery: Delivery) {
    let answering = AnsweringFrontEnd(channel: channel, number: delivery.number)
    let arrival = CurrentFrontEnd.$ofTask.withValue(answering) {
      CommRegistry.take(delivery.message)
    }
    let end: @Sendable (Bool) -> Void = { [channel] isKnown in
      try? channel.send(HostEvent.commDelivered(number: delivery.number, isKnown: isKnown))
    }
    switch arrival {
    case .unknown: end(false)
    case .done: end(true)
    case .pending(let handler):
      events.add(handler) { end(true) }
    }
  }
}

/// Sends what the library answers to one message in that message's name; it shows nothing and asks nothing.
private struct AnsweringFrontEnd: FrontEnd {
  let channel: FrameChannel
  let number: Int

  var isLive: Bool { true }
  func display(_ bundle: MIMEBundle, id: String?) {}
  func update(_ bundle: MIMEBundle, id: String) {}
  func result(_ bundle: MIMEBundle) {}
  func page(_ bundle: MIMEBundle) {}
  func clear(wait: Bool) {}
  func input(prompt: String, isPassword: Bool) -> InputReply { .unavailable }

  func comm(_ message: CommMessage) {
    try? channel.send(HostEvent.commAnswer(number: number, message))
  }
}
