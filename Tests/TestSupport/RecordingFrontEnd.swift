// SPDX-License-Identifier: MIT

package import Display
import Synchronization

/// A front end that remembers what it was asked to do.
package final class RecordingFrontEnd: FrontEnd {
  package enum Event: Equatable {
    case display(MIMEBundle, id: String?)
    case update(MIMEBundle, id: String)
    case result(MIMEBundle)
    case page(MIMEBundle)
    case clear(wait: Bool)
    case input(prompt: String, isPassword: Bool)
    case comm(CommMessage)
  }

  package let isLive: Bool
  private let reply: InputReply
  private let recorded = Mutex<[Event]>([])

  package init(isLive: Bool = true, reply: InputReply = .unavailable) {
    (self.isLive, self.reply) = (isLive, reply)
  }

  package var events: [Event] { recorded.withLock { $0 } }

  package func display(_ bundle: MIMEBundle, id: String?) { record(.display(bundle, id: id)) }
  package func update(_ bundle: MIMEBundle, id: String) { record(.update(bundle, id: id)) }
  package func result(_ bundle: MIMEBundle) { record(.result(bundle)) }
  package func page(_ bundle: MIMEBundle) { record(.page(bundle)) }
  package func clear(wait: Bool) { record(.clear(wait: wait)) }
  package func comm(_ message: CommMessage) { record(.comm(message)) }

  package func input(prompt: String, isPassword: Bool) -> InputReply {
    record(.input(prompt: prompt, isPassword: isPassword))
    return reply
  }

  private func record(_ event: Event) { recorded.withLock { $0.append(event) } }

  /// What a piece of user code asked of the front end.
  package static func events(
    isLive: Bool = true, reply: InputReply = .unavailable, _ body: () throws -> Void
  ) rethrows -> [Event] {
    let frontEnd = RecordingFrontEnd(isLive: isLive, reply: reply)
    try CurrentFrontEnd.$ofTask.withValue(frontEnd) { try body() }
    return frontEnd.events
  }

  /// The plain text of the only result that a piece of user code published, or nil.
  package static func resultText(_ body: () -> Void) -> String? {
    let events = events(body)
    guard events.count == 1, case .result(let bundle) = events[0] else { return nil }
    return bundle.plainText
  }
}

extension MIMEBundle {
  package var plainText: String? {
    guard case .text(let text)? = contents["text/plain"] else { return nil }
    return text
  }

  package var html: String? {
    guard case .text(let text)? = contents["text/html"] else { return nil }
    return text
  }
}
