// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

/// The one question that may be open on the standard input.
final class InputConsole: Sendable {
  private struct Question {
    let identifier: String
    let answer: CheckedContinuation<InputReply, Never>
  }

  private let question = Mutex<Question?>(nil)

  /// Asks and waits for the answer, or for an interrupt.
  func ask(_ request: InputRequest, _ publisher: Publisher, parent: Parent) async -> InputReply {
    await withCheckedContinuation { continuation in
      question.withLock { question in
        question?.answer.resume(returning: .unavailable)
        // Asked under the lock, so that the answer cannot come before the question is noted.
        let identifier = publisher.ask(request, parent: parent)
        question = Question(identifier: identifier, answer: continuation)
      }
    }
  }

  /// Takes an answer; one to an older question, or to none, is dropped.
  func take(_ message: IncomingMessage) {
    guard let reply = JSONCoding.decode(InputReplyContent.self, from: message.content) else {
      return
    }
    question.withLock { question in
      guard let open = question else { return }
      // Some clients send no parent; then only the time of arrival tells.
      if let parent = message.parentIdentifier, parent != open.identifier { return }
      question = nil
      open.answer.resume(returning: reply.value == "\u{04}" ? .endOfFile : .text(reply.value))
    }
  }

  /// Gives up the open question.
  func cancel() {
    question.withLock { question in
      question?.answer.resume(returning: .unavailable)
      question = nil
    }
  }
}
